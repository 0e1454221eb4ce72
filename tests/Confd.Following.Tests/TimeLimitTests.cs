using Confd.TestSupport;

namespace Confd.Following.Tests;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(9_999L)]
    public async Task Run_LimitShorterThanTimers_ElapsesBeforeTheWorkBegins(long ticks)
    {
        using var limit = new TimeLimit(TimeSpan.FromTicks(ticks), _clock, Cancellation);

        await Should.ThrowAsync<OperationCanceledException>(() => limit.RunAsync(
            end => Task.FromCanceled<int>(end.IsCancellationRequested ? end : throw new InvalidOperationException("the work has begun"))));

        limit.HasPassed.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_NoLimit_WaitsAsLongAsItTakes()
    {
        using var limit = new TimeLimit(Timeout.InfiniteTimeSpan, _clock, Cancellation);
        var work = new TaskCompletionSource<int>();
        var running = limit.RunAsync(_ => work.Task);

        _clock.Advance(TimeSpan.FromDays(100));
        work.SetResult(7);

        (await running).ShouldBe(7);
        limit.HasPassed.ShouldBeFalse();
    }

    [Fact]
    public void Limit_LongerThanTimersAllow_IsTheirMaximum()
    {
        using var limit = new TimeLimit(TimeSpan.MaxValue, _clock, Cancellation);

        _clock.Advance(Timers.MaxDelay - TimeSpan.FromSeconds(1));
        limit.HasPassed.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        limit.HasPassed.ShouldBeTrue();
    }

    [Fact]
    public void Limit_NegativeTime_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TimeLimit(TimeSpan.FromSeconds(-1), _clock, Cancellation).Dispose());

    [Fact]
    public async Task Run_WorkIgnoresCancellation_IsAbandonedAtTheLimit()
    {
        using var limit = new TimeLimit(Time, _clock, Cancellation);
        var running = limit.RunAsync(_ => new TaskCompletionSource<int>().Task);

        _clock.Advance(Time - TimeSpan.FromMilliseconds(1));
        running.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(Cancellation));
        limit.HasPassed.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_CancelledByTheCaller_IsNotATimeout()
    {
        using var stop = new CancellationTokenSource();
        using var limit = new TimeLimit(Time, _clock, stop.Token) { WaitsForFinalError = true };
        var running = limit.RunAsync(_ => new TaskCompletionSource<int>().Task);

        await stop.CancelAsync();
        _clock.Advance(Time);

        (await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(Cancellation))).CancellationToken.ShouldBe(stop.Token);
        limit.HasPassed.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_AlreadyCancelled_PassesACancelledToken()
    {
        using var limit = new TimeLimit(Time, _clock, new CancellationToken(canceled: true));

        (await limit.RunAsync(end => Task.FromResult(end.IsCancellationRequested))).ShouldBeTrue();
        limit.HasPassed.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_LimitElapses_EndsTheWorkBeforeItsAwaiterContinues()
    {
        var running = IsEndedFirstAsync(Cancellation);

        _clock.Advance(Time);

        (await running.WaitAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_CancelledByTheCaller_EndsTheWorkBeforeItsAwaiterContinues()
    {
        using var stop = new CancellationTokenSource();
        var running = IsEndedFirstAsync(stop.Token);

        await stop.CancelAsync();

        (await running.WaitAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WorkThatEndsOnCancellation_ReturnsItsResult()
    {
        using var limit = new TimeLimit(Time, _clock, Cancellation);
        var work = new TaskCompletionSource<int>();
        var running = limit.RunAsync(end =>
        {
            end.Register(() => work.SetException(new IOException("throttled until the end")));
            return work.Task;
        });

        _clock.Advance(Time);

        (await Should.ThrowAsync<IOException>(() => running.WaitAsync(Cancellation))).Message.ShouldBe("throttled until the end");
        limit.HasPassed.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WorkEndsSoonAfterTheLimit_ReturnsItsResult()
    {
        using var limit = new TimeLimit(Time, _clock, Cancellation) { WaitsForFinalError = true };
        var work = new TaskCompletionSource<int>();
        var running = limit.RunAsync(_ => work.Task);

        _clock.Advance(Time);
        work.SetException(new IOException("throttled until the end"));

        (await Should.ThrowAsync<IOException>(() => running.WaitAsync(Cancellation))).Message.ShouldBe("throttled until the end");
    }

    [Fact]
    public async Task Run_WorkCancelsItself_IsNotATimeout()
    {
        using var limit = new TimeLimit(Time, _clock, Cancellation);

        await Should.ThrowAsync<OperationCanceledException>(() => limit.RunAsync<int>(_ => throw new OperationCanceledException()));

        limit.HasPassed.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_LateFailure_IsObserved()
    {
        var failure = new IOException("late");
        var isUnobserved = false;
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await LeaveBehindAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            isUnobserved.ShouldBeFalse();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        void Note(object? sender, UnobservedTaskExceptionEventArgs told) =>
            isUnobserved |= told.Exception.InnerExceptions.Contains(failure);

        async Task LeaveBehindAsync()
        {
            using var limit = new TimeLimit(Time, _clock, Cancellation);
            var work = new TaskCompletionSource<int>();
            var running = limit.RunAsync(_ => work.Task);
            _clock.Advance(Time);
            await Should.ThrowAsync<OperationCanceledException>(() => running);
            work.SetException(failure);
        }
    }

    [Fact]
    public void Dispose_CancelledLater_HasNoEffect()
    {
        using var stop = new CancellationTokenSource();
        var limit = new TimeLimit(Time, _clock, stop.Token);
        var token = limit.Token;
        limit.Dispose();
        limit.Dispose();

        stop.Cancel();
        _clock.Advance(Time);

        token.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_ExampleOfTheType_ReturnsInTimeOrNot()
    {
        var clock = new FakeTimeProvider();
        (await ReadInTimeAsync(_ => Task.FromResult("read"))).ShouldBe("read");

        var late = ReadInTimeAsync(end => new TaskCompletionSource<string>().Task.WaitAsync(end));
        clock.Advance(TimeSpan.FromSeconds(5));
        (await late).ShouldBe("no answer in time");

        async Task<string> ReadInTimeAsync(Func<CancellationToken, Task<string>> ReadAsync)
        {
            var cancellationToken = Cancellation;
            using var limit = new TimeLimit(TimeSpan.FromSeconds(5), clock, cancellationToken);
            try
            {
                return await limit.RunAsync(end => ReadAsync(end));
            }
            catch (OperationCanceledException) when (limit.HasPassed)
            {
                return "no answer in time";
            }
        }
    }

    private async Task<bool> IsEndedFirstAsync(CancellationToken stop)
    {
        using var limit = new TimeLimit(Time, _clock, stop);
        var isEnded = false;
        try
        {
            await limit.RunAsync(end =>
            {
                end.Register(() => isEnded = true);
                return new TaskCompletionSource<int>().Task;
            });
        }
        catch (OperationCanceledException)
        {
            // Left behind.
        }

        return isEnded;
    }
}
