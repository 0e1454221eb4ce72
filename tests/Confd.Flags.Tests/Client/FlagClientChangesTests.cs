using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.Following;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class FlagClientChangesTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _store = new();
    private readonly ScriptedChanges _changes = new();

    private FlagClientOptions Options => new() { Clock = _clock, RefreshInterval = TimeSpan.FromHours(1), Changes = _changes };

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Change_Announced_IsReadAtOnce()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1)); // later than the reading that comes with the watch
        var changed = NextChange(client);

        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        _changes.Announce();

        (await changed).FlagKeys.ShouldBe(["a"]);
        client.IntVariation("a", User, 0).ShouldBe(2);
    }

    [Fact]
    public async Task Change_BeforeTheWatchIsOpen_IsReadWhenItIs()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();
        _changes.Break();
        await _clock.WaitForTimersAsync(1, Cancellation); // the time to the next try
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));

        _clock.Advance(TimeSpan.FromSeconds(15));

        (await changed).FlagKeys.ShouldBe(["a"]);
        await _changes.WaitUntilOpenedAsync();
    }

    [Fact]
    public async Task Change_WhileTheWatchIsBeingOpened_IsReadAtTheInterval()
    {
        var opening = new TaskCompletionSource();
        _changes.Opening = opening.Task;
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync(Options with { RefreshInterval = TimeSpan.FromSeconds(5) });
        await _changes.WaitUntilOpenedAsync();
        foreach (var version in new[] { 2, 3 })
        {
            var changed = NextChange(client);
            await _store.PutFlagAsync("a", FlagItems.Serving(version, $"{version}"));
            await PassAsync(TimeSpan.FromSeconds(5));
            (await changed).FlagKeys.ShouldBe(["a"]);
        }

        var last = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(4, "4"));
        opening.SetResult();

        // By the reading that comes with the watch.
        (await last).FlagKeys.ShouldBe(["a"]);
        client.IntVariation("a", User, 0).ShouldBe(4);
    }

    [Fact]
    public async Task Changes_CannotBeFollowedForLong_IsLoggedOnce()
    {
        var logger = new RecordedLog();
        _changes.Opening = Task.FromException(new FlagStoreException("the stream does not answer"));
        await using var client = await OpenAsync(Options with { RefreshInterval = TimeSpan.FromSeconds(5), Logger = logger });
        for (var attempts = 0; attempts < 4; attempts++)
        {
            await _changes.WaitUntilOpenedAsync();
            await PassAsync(TimeSpan.FromSeconds(5));
        }

        await _changes.WaitUntilOpenedAsync();
        logger.Warnings.ShouldBe(["Changes of the flag store cannot be followed for now; it is polled"]);

        // Open for long enough: it is another failure then.
        _changes.Opening = Task.CompletedTask;
        await PassAsync(TimeSpan.FromSeconds(5));
        await _changes.WaitUntilOpenedAsync();
        await _changes.WaitUntilAwaitedAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _changes.Break();
        await PassAsync(TimeSpan.FromSeconds(5));
        await _changes.WaitUntilOpenedAsync();
        logger.Warnings.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Store_CannotBeReadForLong_IsLoggedOnce()
    {
        var logger = new RecordedLog();
        await using var client = await OpenAsync(
            Options with { RefreshInterval = TimeSpan.FromSeconds(5), Changes = null, Logger = logger });
        _store.IsBroken = true;
        for (var attempts = 0; attempts < 3; attempts++)
        {
            await PassAsync(TimeSpan.FromSeconds(5));
        }

        await _clock.WaitForTimersAsync(1, Cancellation);
        logger.Warnings.ShouldBe(["The flag store cannot be read; the last reading stays in use"]);
        _store.IsBroken = false;
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await PassAsync(TimeSpan.FromSeconds(5));
        await changed;
        _store.IsBroken = true;
        await PassAsync(TimeSpan.FromSeconds(5));
        await _clock.WaitForTimersAsync(1, Cancellation);
        logger.Warnings.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_WhileTheWatchIsBeingOpened_EndsIt()
    {
        _changes.Opening = new TaskCompletionSource().Task;
        var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();

        await client.DisposeAsync();

        _changes.Closed.ShouldBe(0);
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Changes_ManyAtOnce_AreReadOnceASecond()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));

        // Right after the reading that came with the watch: this one waits.
        _changes.Announce();
        await _clock.WaitForTimersAsync(1, Cancellation);
        client.IntVariation("a", User, 0).ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await changed;
        client.IntVariation("a", User, 0).ShouldBe(2);
    }

    [Fact]
    public async Task Interval_ChangesAreFollowed_CausesNoRead()
    {
        await using var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();
        var reads = _store.Reads;

        _clock.Advance(TimeSpan.FromHours(1));
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        _changes.Announce();
        await changed;

        (_store.Reads - reads).ShouldBe(2); // one reading: the flags, the segments
    }

    [Fact]
    public async Task Interval_ChangesCannotBeFollowed_IsTheFallback()
    {
        var none = new ScriptedChanges { CanFollow = false };
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await FlagClient.OpenAsync(_store, Options with { Changes = none }, Cancellation);
        await none.WaitUntilOpenedAsync();
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));

        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromHours(1));

        (await changed).FlagKeys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Change_StoreFails_IsReadLater()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        _store.IsBroken = true;
        _changes.Announce();
        await _clock.WaitForTimersAsync(1, Cancellation);
        client.IntVariation("a", User, 0).ShouldBe(1);

        _store.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(15));

        (await changed).FlagKeys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task LiveUpdates_StoreReportsChanges_IsFollowed()
    {
        await using var store = new ReportingFlagStore(_changes);
        await using var client = await FlagClient.OpenAsync(store, Options with { Changes = null, LiveUpdates = true }, Cancellation);
        await _changes.WaitUntilOpenedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1)); // later than the reading that comes with the watch
        var changed = NextChange(client);

        await store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        _changes.Announce();

        (await changed).FlagKeys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task LiveUpdates_StoreReportsNoChanges_WarnsAndPollsAtTheInterval()
    {
        var logger = new RecordedLog();
        await using var client = await FlagClient.OpenAsync(
            _store, Options with { Changes = null, LiveUpdates = true, Logger = logger }, Cancellation);
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));

        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromHours(1));

        (await changed).FlagKeys.ShouldBe(["a"]);
        logger.Warnings.ShouldHaveSingleItem().ShouldContain("does not report its changes");
    }

    [Fact]
    public async Task LiveUpdates_NotRequested_StoreIsNotFollowed()
    {
        await using var store = new ReportingFlagStore(_changes);
        await using (await FlagClient.OpenAsync(store, Options with { Changes = null }, Cancellation))
        {
            await _clock.WaitForTimersAsync(1, Cancellation);
        }

        _changes.Closed.ShouldBe(0);
    }

    [Fact]
    public async Task Dispose_WhileFollowing_ClosesTheWatch()
    {
        var client = await OpenAsync();
        await _changes.WaitUntilOpenedAsync();

        await client.DisposeAsync();

        _changes.Closed.ShouldBe(1);
    }

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient client)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(Cancellation);
    }

    // The client has come to its wait before the time passes.
    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(time);
    }

    private Task<FlagClient> OpenAsync(FlagClientOptions? options = null) => FlagClient.OpenAsync(_store, options ?? Options, Cancellation);

    private sealed class ReportingFlagStore(ScriptedChanges changes) : ScriptedFlagStore, IFlagChangeSource
    {
        public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            changes.OpenWatchAsync(cancellationToken);
    }
}
