namespace Confd.Following.Tests;

public sealed class TimersTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(TimeSpan.TicksPerDay * 24, true)]
    [InlineData((TimeSpan.TicksPerDay * 24) + 1, false)]
    public void CanCount_Time_IsWithinTheBounds(long ticks, bool expected) => Timers.CanCount(TimeSpan.FromTicks(ticks)).ShouldBe(expected);

    [Fact]
    public async Task Longest_EachKindOfTimer_AcceptsIt()
    {
        using var cancellation = new CancellationTokenSource(Timers.MaxDelay);
        using var periodic = new PeriodicTimer(Timers.MaxDelay);
        await using var timer = new Timer(static _ => { }, state: null, Timers.MaxDelay, Timers.MaxDelay);
        var delay = Task.Delay(Timers.MaxDelay, TimeProvider.System, cancellation.Token);
        var wait = new TaskCompletionSource().Task.WaitAsync(Timers.MaxDelay, TimeProvider.System, cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => delay);
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
    }
}
