using Confd.Backends;
using Confd.Engine.Running;
using Confd.GoTemplate;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

public sealed class BoundedReadTests
{
    private static readonly ErrorText TooLate = "context deadline exceeded";

    [Fact]
    public async Task Run_LimitShorterThanTimers_ElapsesBeforeTheReadBegins()
    {
        var (result, reason) = await BoundedRead.RunAsync(
            end => Task.FromCanceled<string>(end.IsCancellationRequested ? end : throw new InvalidOperationException("the read has begun")),
            TooLate,
            TimeSpan.FromTicks(1),
            new FakeTimeProvider(DateTimeOffset.UnixEpoch),
            Cancellation);

        (result, reason).ShouldBe((null, TooLate));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Run_NoLimitOrOneThatHasNotPassed_IsTheResult(int milliseconds)
    {
        var (result, reason) = await BoundedRead.RunAsync(
            end => Task.FromResult(end.IsCancellationRequested ? "late" : "in time"),
            TooLate,
            TimeSpan.FromMilliseconds(milliseconds),
            new FakeTimeProvider(DateTimeOffset.UnixEpoch),
            Cancellation);

        (result, reason).ShouldBe(("in time", null));
    }

    [Theory]
    [InlineData(true, "context deadline exceeded: no answer; check the process")]
    [InlineData(false, "context deadline exceeded")]
    public async Task Run_LimitHasPassed_SaysWhatTheReadWaitedForWhereItKnows(bool isKnown, string words)
    {
        var clock = new FakeTimeProvider();
        var reading = BoundedRead.RunAsync(ReadAsync, TooLate, TimeSpan.FromSeconds(2), clock, Cancellation);

        clock.Advance(TimeSpan.FromSeconds(2));

        (await reading).Reason!.Redacted.ShouldBe(words);

        async Task<string> ReadAsync(CancellationToken end)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, end);
                return "";
            }
            catch (OperationCanceledException cancelled)
            {
                Exception cause = isKnown ? new KeyBackendException("no answer; check the process") : new IOException("aborted");
                throw new OperationCanceledException(cancelled.Message, cause, end);
            }
        }
    }

    [Fact]
    public async Task Run_RunThatEnds_EndsTheReadToo()
    {
        using var stop = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var run = BoundedRead.RunAsync(ReadAsync, TooLate, TimeSpan.Zero, TimeProvider.System, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        await told.Task.WaitAsync(Cancellation);

        // Slow to end: what it waits for does not end with its token.
        async Task<string> ReadAsync(CancellationToken cancellationToken)
        {
            cancellationToken.Register(told.SetResult);
            await new TaskCompletionSource().Task;
            return "";
        }
    }
}
