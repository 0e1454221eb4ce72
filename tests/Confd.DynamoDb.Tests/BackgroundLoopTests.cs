namespace Confd.DynamoDb.Tests;

public sealed class BackgroundLoopTests
{
    [Fact]
    public async Task Start_CallerHasATrace_LoopDoesNotUseIt()
    {
        var caller = new AsyncLocal<string?> { Value = "request 17" };
        var seen = "";
        var loop = new BackgroundLoop();

        loop.Start(() =>
        {
            seen = caller.Value;
            return Task.CompletedTask;
        });
        await loop.DisposeAsync();

        seen.ShouldBeNull();
    }
}
