using Confd.Aws.Requests;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests;

/// <summary>What is known of requests that fail while they are still sent again.</summary>
public sealed class RequestHealthTests
{
    private const string Warning = "Scan of table t failed: reset (operation Scan, ";

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly RequestHealth _health;
    private readonly RetryLoop _loop;
    private int _failures;

    public RequestHealthTests()
    {
        _health = new(_clock, _log);
        var wait = TimeSpan.FromMilliseconds(600);
        var retry = new DynamoRetryOptions { BaseDelay = wait, MaxDelay = wait, Random = () => 1, Budget = TimeSpan.FromMinutes(2) };
        _loop = new RetryLoop("t", new() { Clock = _clock, Logger = _log, Retry = retry, RequestHealth = _health });
    }

    [Fact]
    public async Task Run_FirstAttemptFails_WarnsAtOnceWithCauseAndTimeout()
    {
        _failures = 1;
        var run = RunAsync();

        _log.Warnings.ShouldBe([Warning + "1 attempt). The request is sent again, for up to 120 seconds"]);
        _health.Failure.ShouldNotBeNull().Problem.Message.ShouldStartWith(Warning);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await run;
        _health.Failure.ShouldBeNull();
        _log.Lines.ShouldContain("Information DynamoDB responds again [Scan of table t]");
    }

    [Fact]
    public async Task Run_WithoutALimit_WarnsWithoutTimeout()
    {
        var retry = new DynamoRetryOptions { Budget = TimeSpan.FromDays(24), BaseDelay = TimeSpan.FromSeconds(1) };
        var loop = new RetryLoop("t", new() { Clock = _clock, Logger = _log, Retry = retry, RequestHealth = _health });
        _failures = 1;
        var run = RunAsync(loop);

        _log.Warnings.ShouldHaveSingleItem().ShouldEndWith("1 attempt). The request is sent again");

        _clock.Advance(TimeSpan.FromSeconds(1));
        await run;
    }

    [Fact]
    public async Task Changed_OneHandlerThrows_TheOthersAreCalled()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _health.Changed += (_, _) => throw new InvalidOperationException("a handler of somebody else's");
        _health.Changed += (_, _) => called.TrySetResult();
        _failures = 1;
        var run = RunAsync();

        await called.Task.WaitAsync(Cancellation);
        _log.Lines.ShouldContain("Error A handler of a request health's event failed");

        _clock.Advance(TimeSpan.FromSeconds(1));
        await run;
    }

    [Fact]
    public async Task RecordRetry_ResponseAtTheSameTime_EndsTheWarningOrNoneIsGiven()
    {
        var clock = new HookedClock();
        var health = new RequestHealth(clock);
        Task<bool>? response = null;
        clock.OnTimestamp = () =>
        {
            clock.OnTimestamp = null;

            // It waits for the lock, if it is held.
            response = Task.Run(health.RecordResponse);
            response.Wait(TimeSpan.FromMilliseconds(100));
        };
        var classification = new AttemptClassification("Reset", IsTransient: true, IsThrottled: false, IsUnreachable: false);
        var failed = new FailedAttempt("Scan", 1, new IOException("reset"), classification);

        var warning = health.RecordRetry(failed, () => new DynamoDbException(DynamoDbFailure.Interrupted, "reset"));

        (await response.ShouldNotBeNull()).ShouldBe(warning is not null);
    }

    [Fact]
    public async Task Run_FailureEndsWithinASecond_DoesNotWarn()
    {
        await RunAsync();
        _failures = 1;
        var run = RunAsync();

        _clock.Advance(TimeSpan.FromMilliseconds(600));

        await run;
        _health.Failure.ShouldBeNull();
        _log.Lines.ShouldAllBe(line => line.StartsWith("Debug ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PersistentFailure_WarnsAfterASecondThenOnceAMinute()
    {
        await RunAsync();
        var changed = 0;
        var known = new SemaphoreSlim(0);
        _health.Changed += (_, _) =>
        {
            changed++;
            known.Release();
        };
        _failures = 150;
        var start = _clock.GetUtcNow();
        var run = RunAsync();

        for (var waits = 0; waits < 150; waits++)
        {
            await _clock.WaitForTimersDueInAsync([TimeSpan.FromMilliseconds(600)], Cancellation);
            _clock.Advance(TimeSpan.FromMilliseconds(600));
            if (waits == 1)
            {
                await known.WaitAsync(Cancellation);
                _health.Failure.ShouldNotBeNull().Since.ShouldBe(start);
            }
        }

        await run;
        await known.WaitAsync(Cancellation);
        changed.ShouldBe(2);
        _log.Warnings.Count.ShouldBe(2);
        _log.Warnings[0].ShouldStartWith(Warning + "3 attempts)");
        _health.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Run_PermanentFailure_IsReportedToTheCallerOnly()
    {
        await Should.ThrowAsync<DynamoDbException>(() => _loop.RunAsync<int>("Scan", _ => throw new FormatException(), Cancellation));

        _health.Failure.ShouldBeNull();
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_RetriesFail_KeepsTheProblem()
    {
        _failures = int.MaxValue;
        var run = RunAsync();

        _clock.Advance(TimeSpan.FromMinutes(2));

        await Should.ThrowAsync<DynamoDbException>(() => run);
        _health.Failure.ShouldNotBeNull();
    }

    private Task<int> RunAsync(RetryLoop? loop = null) =>
        (loop ?? _loop).RunAsync("Scan", _ => _failures-- > 0 ? throw new IOException("reset") : Task.FromResult(1), Cancellation);

    private sealed class HookedClock : TimeProvider
    {
        public Action? OnTimestamp { get; set; }

        public override long GetTimestamp()
        {
            OnTimestamp?.Invoke();
            return base.GetTimestamp();
        }
    }
}
