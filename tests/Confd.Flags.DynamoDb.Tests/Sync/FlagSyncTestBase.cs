using Confd.Flags.Sync;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>A scripted flag service, a table to sync to, and a clock.</summary>
public abstract class FlagSyncTestBase : IAsyncLifetime
{
    protected static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Clock { get; } = new();

    private protected RecordedLog Logger { get; } = new();

    private protected ScriptedLaunchDarkly Service { get; private set; } = null!;

    private protected FlagTestTable Table { get; private set; } = null!;

    private protected DynamoFlagStore Store { get; set; } = null!;

    private protected LaunchDarklyClient Client { get; private set; } = null!;

    /// <summary>Ends what runs, by <see cref="StopAsync"/>.</summary>
    private protected CancellationToken Stopping => _stop.Token;

    public virtual async ValueTask InitializeAsync()
    {
        Table = await FlagTestTable.CreateAsync();
        Service = await ScriptedLaunchDarkly.StartAsync();
        Store = new DynamoFlagStore(Table.Client, Table.Name);
        Client = OpenClient();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Client.Dispose();
        await Service.DisposeAsync();
        await Table.DisposeAsync();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks again and again, for a minute at most, until something is so.</summary>
    private protected static Task UntilAsync(Func<Task<bool>> condition) => Eventually.IsSoAsync(condition, Cancellation);

    private protected LaunchDarklyClient OpenClient(string? filter = null) =>
        new(new LaunchDarklyOptions { SdkKey = Service.SdkKey, BaseUri = Service.Uri, StreamUri = Service.Uri, Filter = filter });

    // Without chance: waits are the longest they can be.
    private protected FlagSync OpenSync(FlagSyncOptions? options = null) =>
        new(Store, (options ?? new FlagSyncOptions()) with { Random = () => 1, Clock = Clock, Logger = Logger });

    private protected async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(Failure, Cancellation);
    }

    /// <summary>Waits for the sync to come to a wait, and lets the time pass.</summary>
    private protected async Task PassAsync(TimeSpan time)
    {
        await Clock.WaitForTimerWithinAsync(time, Cancellation).WaitAsync(Failure, Cancellation);
        Clock.Advance(time);
    }
}
