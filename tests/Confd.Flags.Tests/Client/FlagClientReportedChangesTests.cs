using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>Changes that are reported with their item: how few reads they cause, and that no flag returns to an older version.</summary>
public sealed class FlagClientReportedChangesTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _store = new();
    private readonly ScriptedChanges _changes = new();

    private int _readsBefore;

    private FlagClientOptions Following => new() { Clock = _clock, RefreshInterval = TimeSpan.FromHours(1), Changes = _changes };

    private int Reads => _store.Reads - _readsBefore;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Change_ReportedWithItsItem_AppliesWithoutARead()
    {
        await using var client = await FollowAsync();
        var changed = NextChange(client);

        _changes.Announce(Reported("a", FlagItems.Serving(2, "2")), Reported("new", FlagItems.Serving(1, "7")));

        (await changed).FlagKeys.ShouldBe(["a", "new"]);
        (client.IntVariation("a", User, 0), client.IntVariation("new", User, 0), client.IntVariation("b", User, 0)).ShouldBe((2, 7, 1));
        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Change_ManyInARow_EachAppliesAtOnce()
    {
        await using var client = await FollowAsync();

        // No clock is set forward: nothing waits for a reading's turn.
        for (var version = 2; version <= 5; version++)
        {
            var changed = NextChange(client);
            _changes.Announce(Reported("a", FlagItems.Serving(version, $"{version}")));
            await changed;
            client.IntVariation("a", User, 0).ShouldBe(version);
        }

        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Watch_BreaksWithoutPolling_ChangesHealthAtOnce()
    {
        await using var client = await FlagClient.OpenAsync(
            _store, Following with { RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation);
        await _changes.WaitUntilAwaitedAsync();
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.HealthChanged += (_, _) => broken.TrySetResult();

        _changes.Break();

        await broken.Task.WaitAsync(Cancellation);
        client.Health.IsReadable.ShouldBeFalse();
        client.Health.Problem.ShouldNotBeNull().Message.ShouldBe("the stream broke");
    }

    [Fact]
    public async Task Change_Tombstone_RemovesTheFlagWithoutARead()
    {
        await using var client = await FollowAsync();
        var changed = NextChange(client);

        _changes.Announce(Reported("a", VersionedItem.Tombstone(2)));

        (await changed).FlagKeys.ShouldBe(["a"]);
        client.IntVariation("a", User, 0).ShouldBe(0);
        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Change_OlderThanTheTombstoneThatIsHeld_DoesNotBringTheFlagBack()
    {
        await _store.PutFlagAsync("a", VersionedItem.Tombstone(5));
        await using var client = await OpenAsync();

        await ApplyAsync(client, Reported("a", FlagItems.Serving(4, "4")));

        client.IntVariation("a", User, 0).ShouldBe(0);
    }

    [Fact]
    public async Task Change_OlderThanWhatIsHeld_IsReadFromTheStoreAndReplacesNothing()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(5, "5"));
        await using var client = await OpenAsync();
        var changes = 0;
        client.SnapshotChanged += (_, _) => changes++;

        await ApplyAsync(client, Reported("a", FlagItems.Serving(4, "4")));

        client.IntVariation("a", User, 0).ShouldBe(5);
        (Reads, changes).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Change_StoreWentBackToALowerVersion_TakesTheVersionOfTheStore()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(5, "5"));
        await using var client = await OpenAsync();
        var items = new Dictionary<string, VersionedItem> { ["a"] = FlagItems.Serving(1, "1") };
        await _store.InitAsync(new FlagDataSet(new KindItems(DataKind.Features, items)), Cancellation);

        await ApplyAsync(client, Reported("a", FlagItems.Serving(1, "1")));

        client.IntVariation("a", User, 0).ShouldBe(1);
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Change_SameAsWhatIsHeld_CausesNoRead()
    {
        await using var client = await OpenAsync();

        await ApplyAsync(client, Reported("a", FlagItems.Serving(1, "1")));

        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Change_WithoutItsItem_IsReadAlone()
    {
        await using var client = await OpenAsync();
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));

        await ApplyAsync(client, new StoredChange(DataKind.Features, "a", Item: null, IsReported: false));

        client.IntVariation("a", User, 0).ShouldBe(2);
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Change_WithoutThenWithItsItem_IsReadOnce()
    {
        await using var client = await OpenAsync();
        await _store.PutFlagAsync("a", FlagItems.Serving(3, "3"));

        await ApplyAsync(
            client, new StoredChange(DataKind.Features, "a", Item: null, IsReported: false), Reported("a", FlagItems.Serving(2, "2")));

        client.IntVariation("a", User, 0).ShouldBe(3);
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Change_ManyWithoutTheirItems_AreReadTogether()
    {
        await using var client = await OpenAsync();
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));

        string[] keys = ["a", .. Enumerable.Range(0, 25).Select(number => $"new-{number}")];
        await ApplyAsync(client, [.. keys.Select(key => new StoredChange(DataKind.Features, key, Item: null, IsReported: false))]);

        client.IntVariation("a", User, 0).ShouldBe(2);
        Reads.ShouldBe(2); // one reading: the flags, the segments
    }

    [Fact]
    public async Task Change_RowIsGone_IsAppliedWhenTheStoreConfirmsIt()
    {
        await _store.PutFlagAsync("dead", VersionedItem.Tombstone(3));
        await using var client = await OpenAsync();

        await ApplyAsync(client, Removed("a"), Removed("dead"), Removed("never"));

        client.IntVariation("a", User, 0).ShouldBe(1); // the store still has it: the change was older than the reading
        client.Snapshot!.FindItem(DataKind.Features, "dead").ShouldBeNull();
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Change_MayBeOutdatedAndItsFlagIsNotHeld_IsReadFromTheStore()
    {
        await using var client = await OpenAsync();

        await ApplyAsync(
            client,
            Reported("a", FlagItems.Serving(2, "2")) with { MayBeOutdated = true },
            Reported("removed", FlagItems.Serving(7, "7")) with { MayBeOutdated = true });

        client.IntVariation("a", User, 0).ShouldBe(2);
        client.Snapshot!.FindItem(DataKind.Features, "removed").ShouldBeNull();
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Change_Segment_RaisesTheFlagsThatReferToIt()
    {
        await _store.PutFlagAsync("s", FlagItems.Item(1, """
            {"version":1,"on":true,"variations":[1,2],"fallthrough":{"variation":0},
             "rules":[{"id":"r","variation":1,"clauses":[{"op":"segmentMatch","attribute":"","values":["staff"]}]}]}
            """));
        await using var client = await FollowAsync();
        var changed = NextChange(client);

        _changes.Announce(new StoredChange(
            DataKind.Segments, "staff", FlagItems.Item(1, """{"key":"staff","version":1,"included":["u1"]}""")));

        (await changed).FlagKeys.ShouldBe(["s"]);
        client.IntVariation("s", User, 0).ShouldBe(2);
        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Change_ReadFails_EverythingIsReadLater()
    {
        await using var client = await FollowAsync();
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        _clock.Advance(TimeSpan.FromSeconds(1)); // later than the reading that came with the watch
        _store.IsBroken = true;
        _changes.Announce(new StoredChange(DataKind.Features, "a", Item: null, IsReported: false));
        await _clock.WaitForTimersAsync(1, Cancellation);
        client.IntVariation("a", User, 0).ShouldBe(1);

        _store.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(15));

        (await changed).FlagKeys.ShouldContain("a");
        _changes.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Change_OfAFlagThatIsNotInFlagKeys_CausesNoRead()
    {
        await using var client = await OpenAsync(new() { RefreshInterval = Timeout.InfiniteTimeSpan, FlagKeys = ["a", "missing"] });

        await ApplyAsync(client, Reported("b", FlagItems.Serving(2, "2")));

        client.Snapshot!.FindItem(DataKind.Features, "b").ShouldBeNull();
        Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Change_FlagRefersToAnother_ReadsOnlyTheReferencedFlag()
    {
        await using var client = await OpenAsync(new() { RefreshInterval = Timeout.InfiniteTimeSpan, FlagKeys = ["a"] });
        await _store.PutSegmentAsync("unused", FlagItems.Item(1, """{"key":"unused","version":1}"""));

        await ApplyAsync(client, Reported("a", FlagItems.Item(2, """
            {"version":2,"on":true,"variations":[1,9],"fallthrough":{"variation":1},"offVariation":0,
             "prerequisites":[{"key":"b","variation":0}]}
            """)));

        client.IntVariation("a", User, 0).ShouldBe(9);
        Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Apply_BeforeTheFirstRead_ReadsTheStore()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(3, "3"));
        await using var client = new FlagClient(_store, new() { RefreshInterval = Timeout.InfiniteTimeSpan });

        await client.ApplyAsync(StoredChanges.Of([Reported("a", FlagItems.Serving(2, "2"))]), Cancellation);

        client.IntVariation("a", User, 0).ShouldBe(3);
    }

    private static StoredChange Reported(string key, VersionedItem item) => new(DataKind.Features, key, item);

    private static StoredChange Removed(string key) => new(DataKind.Features, key, Item: null);

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient client)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(Cancellation);
    }

    // By hand, so that the test knows when it is done.
    private static Task ApplyAsync(FlagClient client, params StoredChange[] changes) => client.ApplyAsync(
        StoredChanges.Of(changes), Cancellation);

    // One that follows the changes that the test announces.
    private async Task<FlagClient> FollowAsync()
    {
        var client = await OpenAsync(Following);
        await _changes.WaitUntilOpenedAsync();

        // The reading that comes with the watch is over when what follows it is taken in.
        var changed = NextChange(client);
        _changes.Announce(Reported("opened", FlagItems.Serving(1, "1")));
        await changed;
        _readsBefore = _store.Reads;
        return client;
    }

    private async Task<FlagClient> OpenAsync(FlagClientOptions? options = null)
    {
        foreach (var key in new[] { "a", "b" })
        {
            if (await _store.GetAsync(DataKind.Features, key, Cancellation) is null)
            {
                await _store.PutFlagAsync(key, FlagItems.Serving(1, "1"));
            }
        }

        var client = await FlagClient.OpenAsync(_store, options ?? new() { RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation);
        _readsBefore = _store.Reads;
        return client;
    }
}
