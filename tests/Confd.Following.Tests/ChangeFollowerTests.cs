using Confd.TestSupport;

namespace Confd.Following.Tests;

public sealed class ChangeFollowerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedWatch _watch = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void New_IntervalThatIsNotPositive_IsRefused(int seconds) => Should.Throw<ArgumentOutOfRangeException>(
        () => new ChangeFollower<string>(_source, new FollowOptions { PollInterval = TimeSpan.FromSeconds(seconds) }));

    [Fact]
    public async Task RunAsync_Watch_ReadsAfterOpeningAndAppliesEachChange()
    {
        _source.Open = _ => Watch(_watch);
        Start();
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("a");
        _watch.Announce("b");
        await ExpectAsync("apply a", "apply b");
    }

    [Fact]
    public async Task RunAsync_WatchRequestsANewOne_OpensItAtOnceAndReportsNoFailure()
    {
        var second = new ScriptedWatch();
        _source.Open = number => Watch(number == 1 ? _watch : second);
        Start();
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Expire();
        await ExpectAsync("open", "Watching 0", "read");
        _watch.IsDisposed.ShouldBeTrue();
        second.Announce("a");
        await ExpectAsync("apply a");
    }

    [Fact]
    public async Task RunAsync_EveryWatchRequestsANewOneAtOnce_PausesBetweenThem()
    {
        _source.Open = number =>
        {
            number.ShouldBeLessThan(10);
            var watch = new ScriptedWatch();
            watch.Expire();
            return Watch(watch);
        };
        Start();

        await ExpectAsync("open", "Watching 0", "read", "open", "Watching 0", "read");
        for (var rounds = 0; rounds < 3; rounds++)
        {
            await _clock.WaitForTimersAsync(1, _end.Token);
            _source.Events.TryRead(out _).ShouldBeFalse();
            await PassAsync(TimeSpan.FromSeconds(1));
            await ExpectAsync("open", "Watching 0", "read");
        }
    }

    [Fact]
    public async Task RunAsync_IntervalLongerThanTimersAllow_IsWaitedInFull()
    {
        _source.Open = _ => Watch(null);
        Start(new FollowOptions { PollInterval = TimeSpan.FromDays(100), SearchInterval = Timeout.InfiniteTimeSpan });
        await ExpectAsync("open", "read", $"Polling {TimeSpan.FromDays(100).TotalSeconds}");
        for (var days = 0; days < 96; days += 24)
        {
            await PassAsync(TimeSpan.FromDays(24));
        }

        await _clock.WaitForTimersAsync(1, _end.Token);
        _source.Events.TryRead(out _).ShouldBeFalse();
        await PassAsync(TimeSpan.FromDays(4));
        await ExpectAsync("read");
    }

    [Fact]
    public async Task RunAsync_NoWatch_ReadsAtEveryInterval()
    {
        _source.Open = _ => Watch(null);
        Start();
        await ExpectAsync("open", "read", "Polling 60");
        await PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync("read", "Polling 60");
        await PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync("read", "Polling 60");
    }

    [Fact]
    public async Task RunAsync_SourceThatIsPolledCanBeWatchedLater_IsWatchedFromThenOn()
    {
        _source.Open = number => number switch
        {
            1 => Watch(null),
            2 => Task.FromException<IChangeWatch<string>?>(new IOException("no")),
            _ => Watch(_watch),
        };
        Start(new FollowOptions { PollInterval = TimeSpan.FromMinutes(12) });
        await ExpectAsync("open", "read", "Polling 720");
        await PassAsync(TimeSpan.FromMinutes(5));
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromMinutes(5));
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("a");
        await ExpectAsync("apply a");
    }

    [Fact]
    public async Task RunAsync_PollFails_TriesAgainSooner()
    {
        _source.Open = _ => Watch(null);
        Fail("gone", times: 2);
        Start();
        await ExpectAsync("open", "read", "Broken 1 gone");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read", "Broken 2 gone");
        await PassAsync(TimeSpan.FromSeconds(2));
        await ExpectAsync("read", "Polling 60");
    }

    [Fact]
    public async Task RunAsync_WatchBreaks_OpensAnotherAndReadsAgain()
    {
        var second = new ScriptedWatch();
        _source.Open = number => Watch(number == 1 ? _watch : second);
        Start();
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Fail("broken");
        await ExpectAsync("Broken 1 broken");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("open", "Watching 0", "read");
        _watch.IsDisposed.ShouldBeTrue();
        second.Announce("c");
        await ExpectAsync("apply c");
    }

    [Fact]
    public async Task RunAsync_OpeningFails_ReadsOnceAndBacksOff()
    {
        _source.Open = number => number < 4 ? Task.FromException<IChangeWatch<string>?>(new IOException("no")) : Watch(_watch);
        Start();
        await ExpectAsync("open", "Broken 1 no", "read");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("open", "Broken 2 no");
        await PassAsync(TimeSpan.FromSeconds(2));
        await ExpectAsync("open", "Broken 4 no");
        await PassAsync(TimeSpan.FromSeconds(4));
        await ExpectAsync("open", "Watching 0", "read");
    }

    [Fact]
    public async Task RunAsync_OpeningFailsForLong_ReadsOnceInAnInterval()
    {
        _source.Open = _ => Task.FromException<IChangeWatch<string>?>(new IOException("no"));
        Start(
            new FollowOptions
            {
                Backoff = new BackoffOptions
                {
                    BaseDelay = TimeSpan.FromSeconds(40),
                    MaxDelay = TimeSpan.FromSeconds(40),
                    Jitter = Jitter.None,
                },
            });
        await ExpectAsync("open", "Broken 40 no", "read");
        await PassAsync(TimeSpan.FromSeconds(40), timers: 2);
        await ExpectAsync("open", "Broken 40 no");
        await PassAsync(TimeSpan.FromSeconds(20), timers: 2);
        await ExpectAsync("read");
        await PassAsync(TimeSpan.FromSeconds(20), timers: 2);
        await ExpectAsync("open", "Broken 40 no");
    }

    [Fact]
    public async Task RunAsync_OpeningTakesLong_ReadsMeanwhileAndAgainWhenOpen()
    {
        var opening = new TaskCompletionSource<IChangeWatch<string>?>();
        _source.Open = _ => opening.Task;
        Start();
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read");
        opening.SetResult(_watch);
        await ExpectAsync("Watching 0", "read");
    }

    [Fact]
    public async Task RunAsync_OpeningHangs_OpensOnceAndReadsAtEveryInterval()
    {
        var opening = new TaskCompletionSource<IChangeWatch<string>?>();
        _source.Open = number => number == 2 ? opening.Task : Watch(_watch);
        Start(new FollowOptions { PollInterval = TimeSpan.FromSeconds(5) });
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Fail("broken");
        await ExpectAsync("Broken 1 broken");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromSeconds(4)); // 5 after the reading that came with the watch
        await ExpectAsync("read");
        await PassAsync(TimeSpan.FromSeconds(5));
        await ExpectAsync("read");
        await _clock.WaitForTimersAsync(1, _end.Token);
        _source.Events.TryRead(out _).ShouldBeFalse();
        var second = new ScriptedWatch();
        opening.SetResult(second);
        await ExpectAsync("Watching 0", "read");
        _clock.PendingTimers.ShouldBe(0);
        second.Announce("a");
        await ExpectAsync("apply a");
    }

    [Fact]
    public async Task RunAsync_OpeningHangsWithoutATimeout_ReadsAfterAnInterval()
    {
        _source.Open = _ => new TaskCompletionSource<IChangeWatch<string>?>().Task.WaitAsync(_end.Token);
        Start(new FollowOptions { PollInterval = TimeSpan.FromSeconds(5), OpenTimeout = Timeout.InfiniteTimeSpan });
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromSeconds(4));
        _source.Events.TryRead(out _).ShouldBeFalse();
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read");
        await PassAsync(TimeSpan.FromSeconds(5));
        await ExpectAsync("read");
    }

    [Fact]
    public async Task RunAsync_SearchHangs_PollsMeanwhileAndWatchesWhenItIsOpen()
    {
        var opening = new TaskCompletionSource<IChangeWatch<string>?>();
        _source.Open = number => number == 1 ? Watch(null) : opening.Task;
        Start(new FollowOptions { PollInterval = TimeSpan.FromMinutes(3) });
        await ExpectAsync("open", "read", "Polling 180");
        await PassAsync(TimeSpan.FromMinutes(3));
        await ExpectAsync("read", "Polling 180");
        await PassAsync(TimeSpan.FromMinutes(2));
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync("read");
        await PassAsync(TimeSpan.FromMinutes(3));
        await ExpectAsync("read");
        opening.SetResult(_watch);
        await ExpectAsync("Watching 0", "read");
    }

    [Fact]
    public async Task RunAsync_ReadingsFailWhileOpeningHangs_ComeAgainAfterAnInterval()
    {
        _source.Open = _ => new TaskCompletionSource<IChangeWatch<string>?>().Task.WaitAsync(_end.Token);
        Fail("gone", times: 2);
        Start(new FollowOptions { PollInterval = TimeSpan.FromSeconds(5) });
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read", "Broken 0 gone");
        await PassAsync(TimeSpan.FromSeconds(5));
        await ExpectAsync("read", "Broken 0 gone");
        await PassAsync(TimeSpan.FromSeconds(5));
        await ExpectAsync("read");
    }

    [Fact]
    public async Task RunAsync_PauseIsLongerThanTheInterval_ReadsMeanwhile()
    {
        _source.Open = _ => Task.FromException<IChangeWatch<string>?>(new IOException("no"));
        Start(
            new FollowOptions
            {
                PollInterval = TimeSpan.FromSeconds(20),
                Backoff = new BackoffOptions { BaseDelay = TimeSpan.FromSeconds(50) },
            });
        await ExpectAsync("open", "Broken 30 no", "read");
        await _clock.WaitForTimersAsync(2, _end.Token); // the pause, and the interval
        _clock.Advance(TimeSpan.FromSeconds(20));
        await ExpectAsync("read");
        await _clock.WaitForTimersAsync(1, _end.Token);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await ExpectAsync("open", "Broken 30 no");
    }

    [Fact]
    public async Task RunAsync_StoppedWhileOpeningHangs_EndsAndClosesWhatIsOpened()
    {
        var opening = new TaskCompletionSource<IChangeWatch<string>?>();
        _source.Open = _ => opening.Task;
        Start();
        await ExpectAsync("open");
        await _clock.WaitForTimersAsync(1, _end.Token);
        await _end.CancelAsync();
        opening.SetResult(_watch);
        await Should.ThrowAsync<OperationCanceledException>(() => _running);
        _watch.IsDisposed.ShouldBeTrue();
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_StoppedDuringACancellableOpening_EndsAtOnce()
    {
        _source.Open = _ => new TaskCompletionSource<IChangeWatch<string>?>().Task.WaitAsync(_end.Token);
        Start();
        await ExpectAsync("open");
        await _clock.WaitForTimersAsync(1, _end.Token);
        await _end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _running);
    }

    [Fact]
    public async Task RunAsync_FailuresInARow_AreCounted()
    {
        _source.Open = number => number < 3 ? Task.FromException<IChangeWatch<string>?>(new IOException("no")) : Watch(_watch);
        Start();
        await ExpectAsync("open", "Broken 1 no", "read");
        _source.Failures.ShouldBe(1);
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("open", "Broken 2 no");
        _source.Failures.ShouldBe(2);
        await PassAsync(TimeSpan.FromSeconds(2));
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("a");
        await ExpectAsync("apply a");
        _watch.Fail("broken");
        await ExpectAsync("Broken 1 broken");
        _source.Failures.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ReadFailsWhileWatching_KeepsTheWatchAndItsChanges()
    {
        _source.Open = _ => Watch(_watch);
        Fail("unreadable", times: 1);
        Start();
        await ExpectAsync("open", "Watching 0", "read", "Broken 1 unreadable");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read");
        _watch.Announce("kept");
        await ExpectAsync("apply kept");
        _watch.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_ChangeCannotBeApplied_ReadsEverythingAgain()
    {
        _source.Open = number => Watch(number == 1 ? _watch : new ScriptedWatch());
        _source.Apply = _ => Task.FromException(new InvalidOperationException("bad"));
        Start();
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("x");
        await ExpectAsync("apply x", "Broken 1 bad");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("open", "Watching 0", "read");
        _watch.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_ChangesInABurst_AreAppliedTogetherAfterAQuietPeriod()
    {
        _source.Open = _ => Watch(_watch);
        Start(new FollowOptions { SettleTime = TimeSpan.FromMilliseconds(750) });
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("a");
        await _watch.WaitUntilAwaitedAsync(2, _end.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _watch.Announce("b");
        await _watch.WaitUntilAwaitedAsync(3, _end.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(500)); // 1 second after the first, half a second after the second
        _watch.Announce("c");
        await _watch.WaitUntilAwaitedAsync(4, _end.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(750));
        await ExpectAsync("apply a+b+c");
    }

    [Fact]
    public async Task RunAsync_ConstantChanges_AreAppliedAfterTheMaximumDelay()
    {
        _source.Open = _ => Watch(_watch);
        Start(new FollowOptions { SettleTime = TimeSpan.FromMilliseconds(750), MaxSettleTime = TimeSpan.FromSeconds(1) });
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Announce("a");
        await _watch.WaitUntilAwaitedAsync(2, _end.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _watch.Announce("b");
        await _watch.WaitUntilAwaitedAsync(3, _end.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _watch.Announce("c");
        await ExpectAsync("apply a+b+c");
    }

    [Fact]
    public async Task RunAsync_FinalFailure_EndsWithIt()
    {
        _source.Open = _ => Task.FromException<IChangeWatch<string>?>(new UnauthorizedAccessException("refused"));
        _source.Final = failure => failure is UnauthorizedAccessException;
        Start();
        (await Should.ThrowAsync<UnauthorizedAccessException>(() => _running)).Message.ShouldBe("refused");
    }

    [Fact]
    public async Task RunAsync_FinalFailureWhileOpening_ClosesTheWatch()
    {
        var opening = new TaskCompletionSource<IChangeWatch<string>?>();
        _source.Open = _ => opening.Task;
        _source.Read = () => Task.FromException(new UnauthorizedAccessException("refused"));
        _source.Final = failure => failure is UnauthorizedAccessException;
        Start();
        await ExpectAsync("open");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ExpectAsync("read");
        opening.SetResult(_watch);
        await Should.ThrowAsync<UnauthorizedAccessException>(() => _running);
        _watch.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_Refusals_WaitLongerAndAreCountedApart()
    {
        _source.Open = number => number > 4 ? Watch(_watch) : Task.FromException<IChangeWatch<string>?>(
            number % 2 == 0 ? new UnauthorizedAccessException("refused") : new IOException("no"));
        _source.Refusal = failure => failure is UnauthorizedAccessException;
        Start(
            new FollowOptions
            {
                PollInterval = TimeSpan.FromDays(1),
                RefusalBackoff = new BackoffOptions
                {
                    BaseDelay = TimeSpan.FromMinutes(5),
                    MaxDelay = TimeSpan.FromHours(1),
                    Jitter = Jitter.None,
                },
            });
        await ExpectAsync("open", "Broken 1 no", "read");
        foreach (var (seconds, state) in new[] { (1, "Broken 300 refused"), (300, "Broken 2 no"), (2, "Broken 600 refused") })
        {
            await PassAsync(TimeSpan.FromSeconds(seconds));
            await ExpectAsync("open", state);
        }

        await PassAsync(TimeSpan.FromSeconds(600));
        await ExpectAsync("open", "Watching 0", "read");
        _watch.Fail("broken");
        await ExpectAsync("Broken 1 broken");
    }

    [Fact]
    public async Task RunAsync_Stopped_ClosesTheWatch()
    {
        _source.Open = _ => Watch(_watch);
        Start();
        await ExpectAsync("open", "Watching 0", "read");
        await _end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _running);
        _watch.IsDisposed.ShouldBeTrue();
    }

    private static Task<IChangeWatch<string>?> Watch(ScriptedWatch? watch) => Task.FromResult<IChangeWatch<string>?>(watch);

    private void Start(FollowOptions? options = null)
    {
        options ??= new FollowOptions();
        options = options with { Clock = _clock, Backoff = options.Backoff with { Jitter = Jitter.None } };
        _running = Task.Run(() => new ChangeFollower<string>(_source, options).RunAsync(_end.Token));
    }

    private void Fail(string reason, int times)
    {
        var left = times;
        _source.Read = () => left-- > 0 ? Task.FromException(new IOException(reason)) : Task.CompletedTask;
    }

    private async Task ExpectAsync(params string[] events)
    {
        foreach (var expected in events)
        {
            (await _source.Events.ReadAsync(_end.Token)).ShouldBe(expected);
        }
    }

    // The follower has come to its wait before the time passes.
    private async Task PassAsync(TimeSpan time, int timers = 1)
    {
        await _clock.WaitForTimersAsync(timers, _end.Token);
        _clock.Advance(time);
    }
}
