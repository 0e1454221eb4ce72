using Confd.TestSupport;

namespace Confd.Following.Tests;

public sealed class ChangeSignalTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task WaitAsync_SignalBefore_CompletesAtOnceAndKeepsIt()
    {
        var signal = new ChangeSignal();
        signal.Set();
        await signal.WaitAsync(Cancellation);
        signal.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void TryTake_SeveralSignals_CountAsOne()
    {
        var signal = new ChangeSignal();
        signal.Set();
        signal.Set();
        signal.TryTake().ShouldBeTrue();
        signal.TryTake().ShouldBeFalse();
    }

    [Fact]
    public async Task WaitAsync_SignalWhileWaiting_Completes()
    {
        var signal = new ChangeSignal();
        var waiting = signal.WaitAsync(Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        signal.Set();
        await waiting;
    }

    [Fact]
    public async Task WaitAsync_TimePasses_CompletesWithoutASignal()
    {
        var signal = new ChangeSignal(_clock);
        var waiting = signal.WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await waiting;
        signal.TryTake().ShouldBeFalse();
    }

    [Fact]
    public async Task WaitAsync_LongerThanTimersAllow_WaitsForTheSignal()
    {
        var signal = new ChangeSignal(_clock);
        var waiting = signal.WaitAsync(TimeSpan.FromDays(10_000), Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        signal.Set();
        await waiting;
    }

    [Fact]
    public async Task WaitAsync_Cancelled_Throws()
    {
        using var end = new CancellationTokenSource();
        var waiting = new ChangeSignal().WaitAsync(end.Token);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }
}
