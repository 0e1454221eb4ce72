using Confd.Cli.Flags.Sync;

namespace Confd.Cli.Tests.Flags.Sync;

public sealed class SharedRunTests
{
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _mayEnd = new(0);
    private int _runs;

    [Fact]
    public async Task Run_RequestedWhileOneIsUnderWay_RunsOnceMoreForAllCallers()
    {
        var shared = new SharedRun(RunAsync);
        var first = shared.RunAsync();
        await _begun.WaitAsync(Failure, Cancellation);

        var others = Enumerable.Range(0, 10).Select(_ => shared.RunAsync()).ToArray();
        others.ShouldAllBe(other => !other.IsCompleted);
        _mayEnd.Release();
        await first.WaitAsync(Failure, Cancellation);
        await _begun.WaitAsync(Failure, Cancellation);
        _mayEnd.Release();
        await Task.WhenAll(others).WaitAsync(Failure, Cancellation);

        _runs.ShouldBe(2);
    }

    [Fact]
    public async Task Run_RequestedDuringTheSecondOne_RunsAThirdTime()
    {
        var shared = new SharedRun(RunAsync);
        var first = shared.RunAsync();
        var second = shared.RunAsync();
        _mayEnd.Release();
        await first.WaitAsync(Failure, Cancellation);
        await _begun.WaitAsync(Failure, Cancellation);
        await _begun.WaitAsync(Failure, Cancellation);

        var third = shared.RunAsync();
        _mayEnd.Release(2);
        await Task.WhenAll(second, third).WaitAsync(Failure, Cancellation);

        _runs.ShouldBe(3);
    }

    [Fact]
    public async Task Run_Fails_FailsForItsCallersAndTheNextOneRunsAgain()
    {
        var isBroken = true;
        var shared = new SharedRun(() => isBroken ? throw new IOException("down") : Task.CompletedTask);

        await Should.ThrowAsync<IOException>(shared.RunAsync());
        isBroken = false;

        await shared.RunAsync();
    }

    private async Task RunAsync()
    {
        Interlocked.Increment(ref _runs);
        _begun.Release();
        (await _mayEnd.WaitAsync(Failure, Cancellation)).ShouldBeTrue();
    }
}
