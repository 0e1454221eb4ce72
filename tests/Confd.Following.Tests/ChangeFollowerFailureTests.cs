using Confd.TestSupport;

namespace Confd.Following.Tests;

/// <summary>What does not end the loop.</summary>
public sealed class ChangeFollowerFailureTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedSource _source = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    [Fact]
    public async Task RunAsync_StateObserverThrows_Continues()
    {
        var watch = new ScriptedWatch();
        _source.Open = number => number == 1
            ? throw new InvalidOperationException("no")
            : Task.FromResult<IChangeWatch<string>?>(watch);
        _source.StateObserver = _ => throw new InvalidOperationException("whoever was told fails");
        Start();

        await ExpectAsync("open", "Broken 1 no", "read");
        await _clock.WaitForTimersAsync(1, _end.Token);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync("open", "Watching 0", "read");
        watch.Announce("a");
        await ExpectAsync("apply a");
    }

    [Fact]
    public async Task RunAsync_ReadRequestsANewWatch_OpensItAtOnceWithoutAFailure()
    {
        var watches = new List<ScriptedWatch>();
        _source.Open = _ =>
        {
            watches.Add(new ScriptedWatch());
            return Task.FromResult<IChangeWatch<string>?>(watches[^1]);
        };
        _source.Read = () => watches.Count == 1 ? throw new WatchExpiredException() : Task.CompletedTask;
        Start();

        await ExpectAsync("open", "Watching 0", "read", "open", "Watching 0", "read");
        watches[0].IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_SourceReportsAChangeWhileItCannotBeRead_IsReadAtOnceAndThenOnlyAfterThePauses()
    {
        var watch = new ScriptedWatch();
        var left = 3;
        _source.Open = _ => Task.FromResult<IChangeWatch<string>?>(watch);
        _source.Read = () => left-- > 0 ? Task.FromException(new IOException("unreadable")) : Task.CompletedTask;
        Start();

        await ExpectAsync("open", "Watching 0", "read", "Broken 1 unreadable");
        watch.Announce("a");
        await ExpectAsync("read", "Broken 2 unreadable");
        watch.Announce("b");
        await PassAsync(2);
        await ExpectAsync("read", "Broken 4 unreadable");
        await PassAsync(4);
        await ExpectAsync("read", "apply a", "apply b");
        _clock.PendingTimers.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_SourceCannotJudgeAFailure_EndsWithThatException(bool isOpenFailing)
    {
        if (isOpenFailing)
        {
            _source.Open = _ => throw new IOException("no");
        }

        _source.Read = () => throw new IOException("no");
        _source.Final = _ => throw new InvalidTimeZoneException("a mistake of the source");
        Start();

        await Should.ThrowAsync<InvalidTimeZoneException>(() => _running);
    }

    [Fact]
    public async Task RunAsync_WatchBreaksWhileTheSourceCannotBeRead_OpensAnother()
    {
        var watches = new List<ScriptedWatch>();
        _source.Open = _ =>
        {
            watches.Add(new ScriptedWatch());
            return Task.FromResult<IChangeWatch<string>?>(watches[^1]);
        };
        _source.Read = () => watches.Count == 1 ? Task.FromException(new IOException("unreadable")) : Task.CompletedTask;
        Start();

        await ExpectAsync("open", "Watching 0", "read", "Broken 1 unreadable");
        watches[0].Fail("broken");
        await ExpectAsync("Broken 2 broken");
        await PassAsync(2);
        await ExpectAsync("open", "Watching 0", "read");
        watches[0].IsDisposed.ShouldBeTrue();
    }

    private async Task PassAsync(int seconds)
    {
        await _clock.WaitForTimersAsync(1, _end.Token);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private void Start() => _running = new ChangeFollower<string>(
        _source, new FollowOptions { Clock = _clock, Backoff = new BackoffOptions { Random = () => 1 } }).RunAsync(_end.Token);

    private async Task ExpectAsync(params string[] events)
    {
        foreach (var expected in events)
        {
            (await _source.Events.ReadAsync(_end.Token)).ShouldBe(expected);
        }
    }
}
