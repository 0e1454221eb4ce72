namespace Confd.Flags.ContractTests.Tests;

/// <summary>A harness for each test.</summary>
public abstract class HarnessTestBase : IAsyncLifetime
{
    private protected const string Fallthrough = """{"key":"a","version":1,"on":true,"variations":["x","y"]"""
        + ""","fallthrough":{"variation":0}}""";

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected Harness Harness { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Harness = await Harness.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
