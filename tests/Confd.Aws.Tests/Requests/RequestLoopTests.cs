using Confd.Aws.Requests;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Requests;

public sealed class RequestLoopTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Run_TransientFailures_DoubleTheWaitUpToTheLimit()
    {
        var loop = new Loop(_clock, new AwsRetryOptions
        {
            BaseDelay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromMilliseconds(350),
            Random = () => 0.5,
        });

        await RunToEndAsync(loop, failures: 4);

        loop.Waits.ShouldBe([50, 100, 175, 175]);
    }

    [Fact]
    public async Task Run_WaitLongerThanTheTimeout_EndsAtTheTimeout()
    {
        var loop = new Loop(_clock, new AwsRetryOptions
        {
            BaseDelay = TimeSpan.FromSeconds(60),
            MaxDelay = TimeSpan.FromSeconds(60),
            Budget = TimeSpan.FromSeconds(2),
            Random = () => 1,
        });

        var run = loop.RunAsync<int>("Get", _ => throw new IOException("reset"), Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<Failure>(() => run)).Message.ShouldBe("Get 2 reset out of time");
        loop.Waits.ShouldBe([2000]);
    }

    [Fact]
    public async Task Run_PermanentFailure_IsNotRetried()
    {
        var loop = new Loop(_clock, new AwsRetryOptions());

        (await Should.ThrowAsync<Failure>(() => loop.RunAsync<int>("Get", _ => throw new ArgumentException("no"), Cancellation)))
            .Message.ShouldBe("Get 1 no");
    }

    [Fact]
    public async Task Run_DisposedClient_ThrowsObjectDisposed()
    {
        var loop = new Loop(_clock, new AwsRetryOptions());

        await Should.ThrowAsync<ObjectDisposedException>(
            () => loop.RunAsync<int>("Get", _ => throw new ObjectDisposedException("client"), Cancellation));
        loop.Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_MaxAttempts_LimitsTheRequests(int most)
    {
        var loop = new Loop(_clock, new AwsRetryOptions { MaxAttempts = most, Random = () => 0 });

        (await Should.ThrowAsync<Failure>(() => loop.RunAsync<int>("Get", _ => throw new IOException("reset"), Cancellation)))
            .Message.ShouldBe($"Get {most} reset");
        loop.Attempts.ShouldBe(most);
    }

    [Fact]
    public async Task Run_RefusedConnections_CountOnlyInARow()
    {
        var loop = new Loop(_clock, new AwsRetryOptions { MaxRefusedConnections = 2, Random = () => 0 });
        var errors = new Queue<Exception>(
            [new TimeoutException(), new IOException(), new TimeoutException(), new TimeoutException("last")]);

        (await Should.ThrowAsync<Failure>(() => loop.RunAsync<int>("Get", _ => throw errors.Dequeue(), Cancellation)))
            .Message.ShouldBe("Get 4 last");
    }

    [Fact]
    public async Task Run_ZeroTimeout_StillAllowsOneAttempt()
    {
        var loop = new Loop(_clock, new AwsRetryOptions { Budget = TimeSpan.Zero });
        var answer = new TaskCompletionSource<int>();

        var run = loop.RunAsync("Get", _ => answer.Task, Cancellation);
        _clock.Advance(RequestLoop.InitialTimeout - TimeSpan.FromMilliseconds(1));
        answer.SetResult(7);

        (await run).ShouldBe(7);
    }

    [Fact]
    public async Task Run_SlowAttempt_IsCancelledAndSentAgain()
    {
        var loop = new Loop(_clock, new AwsRetryOptions { AttemptTimeout = TimeSpan.FromSeconds(3), Random = () => 0 });
        var tokens = new List<CancellationToken>();

        var run = loop.RunAsync(
            "Get",
            token =>
            {
                tokens.Add(token);
                return tokens.Count == 1 ? new TaskCompletionSource<int>().Task : Task.FromResult(7);
            },
            Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(3));

        (await run).ShouldBe(7);
        tokens[0].IsCancellationRequested.ShouldBeTrue();
        tokens[1].IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_CancelledBeforeAnyFailure_ThrowsOperationCanceled()
    {
        using var leave = new CancellationTokenSource();
        var loop = new Loop(_clock, new AwsRetryOptions());

        var run = loop.RunAsync("Get", _ => new TaskCompletionSource<int>().Task, leave.Token);
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Run_CancelledAfterAFailure_ReportsTheFailure()
    {
        using var leave = new CancellationTokenSource();
        var loop = new Loop(_clock, new AwsRetryOptions { Random = () => 1 });

        var run = loop.RunAsync<int>("Get", _ => throw new IOException("reset"), leave.Token);
        await leave.CancelAsync();

        (await Should.ThrowAsync<Failure>(() => run)).Message.ShouldBe("Get 1 reset out of time");
    }

    [Fact]
    public async Task Run_ThrottledForACallerWithItsOwnBackoff_EndsAtOnce()
    {
        var loop = new Loop(_clock, new AwsRetryOptions());

        (await Should.ThrowAsync<Failure>(() => loop.RunOnceIfThrottledAsync())).Message.ShouldBe("Get 1 slow down");
    }

    private async Task RunToEndAsync(Loop loop, int failures)
    {
        var left = failures;
        var run = loop.RunAsync("Get", _ => left-- > 0 ? throw new IOException("reset") : Task.FromResult(1), Cancellation);
        while (!run.IsCompleted)
        {
            var timer = _clock.WaitForTimersAsync(1, Cancellation);
            if (await Task.WhenAny(run, timer) == timer)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await run;
    }

    private sealed class Failure(string message) : Exception(message);

    private sealed class SlowDown() : Exception("slow down");

    private sealed class Loop(TimeProvider clock, AwsRetryOptions retry) : RequestLoop(retry, clock)
    {
        public List<double> Waits { get; } = [];

        public int Attempts { get; private set; }

        public Task<int> RunOnceIfThrottledAsync() => RunAsync<int>(
            "Get", _ => throw new SlowDown(), waitsWhenThrottled: false, Cancellation);

        protected override AttemptClassification Classify(Exception error) =>
            new("x", IsTransient: error is not ArgumentException, IsThrottled: error is SlowDown, IsUnreachable: error is TimeoutException);

        protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime) =>
            new Failure($"{operation} {attempts} {error.Message}{(isOutOfTime ? " out of time" : "")}");

        protected override void OnAttempt(string operation) => Attempts++;

        protected override void OnRetry(FailedAttempt failed) => Waits.Add(failed.Delay.TotalMilliseconds);
    }
}
