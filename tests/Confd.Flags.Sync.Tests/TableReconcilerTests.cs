using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests;

public sealed class TableReconcilerTests
{
    private static readonly SyncOrigin Origin = new("0123456789abcdef", "https://one.example");
    private static readonly SyncOrigin Other = new("fedcba9876543210", "https://other.example");

    private readonly MemoryReconcilingStore _store = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly SyncHealth _health;

    private int _changes;

    public TableReconcilerTests() => _health = new SyncHealth(_clock) { ProbeInterval = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Reconcile_EmptyTable_ClaimsFillsAndTimestampsIt()
    {
        await ReconcileAsync(Table(), Flags("a", "b"));

        _store.Keys.ShouldBe(["a", "b"]);
        _store.Source.ShouldBe(new FlagTableSource(Origin.Id, Origin.Name, _clock.GetUtcNow()));
        _health.State.IsHealthy.ShouldBeTrue();
        _log.Lines.ShouldBe(["Information Flag table is up to date [table t: 2 flags, 0 segments, 2 written, 0 deleted, 0 overtaken]"]);
    }

    [Fact]
    public async Task Reconcile_RowsOfUnfinishedWrites_AreRemovedAndReported()
    {
        _store.Unfinished = 2;

        await ReconcileAsync(Table(), Flags("a"));

        _log.Lines.ShouldBe(
        [
            "Information Rows of unfinished writes removed [table t, 2 rows]",
            "Information Flag table is up to date [table t: 1 flags, 0 segments, 1 written, 0 deleted, 0 overtaken]",
        ]);
    }

    [Fact]
    public async Task Reconcile_TableOfAnotherSource_IsRefusedBeforeAnythingIsWritten()
    {
        _store.Source = new FlagTableSource(Other.Id, Other.Name, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));

        var refused = await Should.ThrowAsync<FlagSourceDiffersException>(() => ReconcileAsync(Table(), Flags("a")));

        refused.Message.ShouldStartWith(
            "the table t is filled from https://other.example (source fedcba98, last on 2026-01-02T02:04:05Z), "
            + "not from https://one.example (source 01234567): nothing was written.");
        _store.Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_SameServiceWithAnotherKey_ReportsAnotherEnvironment()
    {
        _store.Source = new FlagTableSource(Other.Id, Origin.Name, SyncedOn: null);

        (await Should.ThrowAsync<FlagSourceDiffersException>(() => ReconcileAsync(Table(), Flags("a")))).Message
            .ShouldContain("is filled from another environment or filter of https://one.example (source fedcba98), not from");
    }

    [Fact]
    public async Task Reconcile_SameEnvironmentWithARotatedKey_IsTheSameSource()
    {
        await ReconcileAsync(Table(), Flags("a"), Origin with { Environment = "5f1a" });
        var rotated = new SyncOrigin("aaaa", Origin.Name) { Environment = "5f1a" };

        await ReconcileAsync(Table(), Flags("a", "b"), rotated);

        _store.Keys.ShouldBe(["a", "b"]);
        _store.Source.ShouldBe(new FlagTableSource("aaaa", Origin.Name, _clock.GetUtcNow()) { Environment = "5f1a" });
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_AnotherEnvironmentWithAnUnknownKey_IsRefusedAndBothAreNamed()
    {
        await ReconcileAsync(Table(), Flags("a"), Origin with { Environment = "5f1a" });

        (await Should.ThrowAsync<FlagSourceDiffersException>(
            () => ReconcileAsync(Table(), Flags("b"), new SyncOrigin("aaaa", Origin.Name) { Environment = "77bb/web" })))
            .Message.ShouldContain("(environment 5f1a, last on");
    }

    [Fact]
    public async Task Reconcile_MarkOfAnEarlierVersion_IsUpgradedByTheSameKeyAlone()
    {
        await ReconcileAsync(Table(), Flags("a"));
        await Should.ThrowAsync<FlagSourceDiffersException>(
            () => ReconcileAsync(Table(), Flags("a"), Other with { Environment = "5f1a" }));

        await ReconcileAsync(Table(), Flags("a"), Origin with { Environment = "5f1a" });

        _store.Source!.Environment.ShouldBe("5f1a");
        await ReconcileAsync(Table(), Flags("a"), Other with { Environment = "5f1a" });
    }

    [Fact]
    public async Task Reconcile_ServiceSendsNoEnvironment_KeepsTheKnownOne()
    {
        await ReconcileAsync(Table(), Flags("a"), Origin with { Environment = "5f1a" });

        await ReconcileAsync(Table(), Flags("a"));

        _store.Source!.Environment.ShouldBe("5f1a");
    }

    [Fact]
    public async Task Look_TableFilledByAnotherSyncWithTheRotatedKey_IsHealthy()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"), Origin with { Environment = "5f1a" });
        await ReconcileAsync(Table(), Flags("a"), Other with { Environment = "5f1a" });

        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
        await ReconcileAsync(table, Flags("a"), Origin with { Environment = "5f1a" });
    }

    [Fact]
    public async Task Reconcile_TakeOver_IsDoneOnceAndNotAgainstALaterOwner()
    {
        var table = Table(new FlagSyncOptions { TakeOver = true });
        _store.Source = new FlagTableSource(Other.Id, Other.Name, SyncedOn: null);

        await ReconcileAsync(table, Flags("a"));
        _store.Source!.Id.ShouldBe(Origin.Id);
        _log.Lines.ShouldContain(
            "Warning Flag table taken over from another source "
            + "[table t, from https://other.example (fedcba98) to https://one.example (01234567)]");

        _store.Source = new FlagTableSource(Other.Id, Other.Name, SyncedOn: null);
        await Should.ThrowAsync<FlagSourceDiffersException>(() => ReconcileAsync(table, Flags("a")));
    }

    [Fact]
    public async Task Reconcile_ResponseRemovesAll_IsRefusedUnlessAllowed()
    {
        await ReconcileAsync(Table(), Flags("a"));

        var refused = await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(Table(), Flags()));

        refused.Message.ShouldStartWith("what https://one.example answered would remove all 1 flags and segments from table t");
        await ReconcileAsync(Table(new FlagSyncOptions { AllowEmpty = true }), Flags());
    }

    [Fact]
    public async Task Reconcile_FlagsNotWrittenByASync_AreKeptUnlessTakeOverIsAllowed()
    {
        await _store.UpsertAsync(DataKind.Features, "mine", Item(1), Cancellation);
        await _store.UpsertAsync(DataKind.Features, "newer", Item(7), Cancellation);
        await _store.UpsertAsync(DataKind.Features, "same", Item(1), Cancellation);

        var refused = await Should.ThrowAsync<FlagSourceDiffersException>(() => ReconcileAsync(Table(), Flags("newer", "same")));

        refused.Message.ShouldStartWith(
            "no sync has filled the table t, and 2 of its flags and segments would be removed or go back to earlier versions, "
            + "as https://one.example has them (features/mine, features/newer): nothing was written.");
        (_store.Source, (await _store.GetAsync(DataKind.Features, "newer", Cancellation))?.Version).ShouldBe((null, 7));

        await ReconcileAsync(Table(new FlagSyncOptions { TakeOver = true }), Flags("newer", "same"));
        _log.Warnings.ShouldBe(
        [
            "Flags that no sync had put there are replaced [table t, source https://one.example, 2: features/mine, features/newer]",
        ]);
        _store.Source!.Id.ShouldBe(Origin.Id);
    }

    [Fact]
    public async Task Reconcile_FlagsWrittenByAnSdk_AreUpdated()
    {
        await _store.UpsertAsync(DataKind.Features, "a", Item(1), Cancellation);

        await ReconcileAsync(Table(), Flags("a", "b"));

        _store.Keys.ShouldBe(["a", "b"]);
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Refused_SameResponseAgain_IsLoggedOnceWithoutAFullCheck()
    {
        var table = Table();
        _clock.Advance(TimeSpan.FromHours(1));
        table.SinceCompared.ShouldBe(TimeSpan.FromHours(1));

        table.Refused(new FlagRemovalRefusedException("too much"));
        table.Refused(new FlagRemovalRefusedException("too much"));

        table.SinceCompared.ShouldBe(TimeSpan.Zero);
        _log.Lines.ShouldBe(["Warning Flag data not applied: it would remove too much [too much]"]);
    }

    [Fact]
    public async Task Reconcile_OversizedItem_DelaysTheMarkUntilItFits()
    {
        var table = Table();
        _store.TooLarge.Add("big");
        await ReconcileAsync(table, Flags("a", "big"));

        _store.IsMarked.ShouldBeFalse();
        _health.State.Problem.ShouldBe("big is too large");
        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();

        _store.TooLarge.Clear();
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "big", Item(2)), _store, Cancellation);
        _store.IsMarked.ShouldBeTrue();
        _health.State.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task Reconcile_SameFaultsAgain_AreReportedOnceAndNewOnesToo()
    {
        var table = Table();

        await ReconcileAsync(table, WithFault("broken", "one"));
        await ReconcileAsync(table, WithFault("broken", "one"));
        _log.Lines.Count(line => line.StartsWith("Warning Invalid flags skipped", StringComparison.Ordinal)).ShouldBe(1);
        await ReconcileAsync(table, WithFault("broken", "two"));
        await ReconcileAsync(table, Flags("a"));
        await ReconcileAsync(table, WithFault("broken", "two"));

        _log.Lines.Count(line => line.StartsWith("Warning Invalid flags skipped", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconcile_Tombstones_ArePurgedUnlessTheyStayForEver(bool stay)
    {
        var table = Table(new FlagSyncOptions { TombstoneAge = stay ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(30) });
        await ReconcileAsync(table, Flags("a"));
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "gone", VersionedItem.Tombstone(4)), _store, Cancellation);

        await ReconcileAsync(table, Flags("a"));

        ((await _store.GetAsync(DataKind.Features, "gone", Cancellation)) is not null).ShouldBe(stay);
        _log.Lines.Any(line => line.StartsWith("Information Old tombstones removed [", StringComparison.Ordinal)).ShouldBe(!stay);
    }

    [Fact]
    public async Task Reconcile_VersionsThatGoDown_AreLoggedAsAWarning()
    {
        _store.Lowered.Add(new LoweredItem(DataKind.Features, "a", 9, 1));

        await ReconcileAsync(Table(), Flags("a"));

        _log.Lines.ShouldContain(
            "Warning Flag versions go down: the source is behind what was stored, or was set back [1: features/a from 9 to 1]");
    }

    [Fact]
    public async Task Upsert_ForeignRow_IsKeptAndTheSyncContinues()
    {
        var table = Table();
        await ReconcileAsync(table, Flags());
        _store.Foreign.Add("a");

        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(1)), _store, Cancellation);

        _log.Lines.ShouldBe(
        [
            "Information Flag table is up to date [table t: 0 flags, 0 segments, 0 written, 0 deleted, 0 overtaken]",
            "Warning A row is left as it is [the row 'a' is none of a flag; nothing was written]",
        ]);
    }

    [Fact]
    public async Task Upsert_BeforeAnyData_WritesNothingAndLogsOnce()
    {
        var table = Table();

        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(1)), _store, Cancellation);
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "b", Item(1)), _store, Cancellation);

        _store.Keys.ShouldBeEmpty();
        _log.Lines.ShouldBe(["Warning Flag change not applied: what came before it was not [table t, features a]"]);
    }

    [Fact]
    public async Task Upsert_TakeOverWasRefused_WritesNothingUntilTakenOver()
    {
        await FillAsOtherAsync("a", "b");
        var table = Table(new FlagSyncOptions { TakeOver = true });
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(table, Flags()));

        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(2)), _store, Cancellation);
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "late", Item(1)), _store, Cancellation);

        (await _store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(1);
        _store.Keys.ShouldBe(["a", "b"]);
        _store.Source!.Id.ShouldBe(Other.Id);

        await ReconcileAsync(table, Flags("a", "b"));
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "late", Item(1)), _store, Cancellation);
        _store.Keys.ShouldBe(["a", "b", "late"]);
    }

    // The row that names the source went after this process had filled the table: nothing says whose the rest is.
    [Fact]
    public async Task Upsert_RefusedForATableThatLostItsSource_WritesNothing()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.Source = null;
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(table, Flags()));

        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "late", Item(1)), _store, Cancellation);

        _store.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Upsert_RefusedForItsOwnTable_IsWritten()
    {
        await ReconcileAsync(Table(), Flags("a"));
        var restarted = Table();
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(restarted, Flags()));

        await restarted.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(2)), _store, Cancellation);

        (await _store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    [Fact]
    public async Task Upsert_BrokenItem_IsSkipped()
    {
        await Table().UpsertAsync(StreamMessage.Of(new FlagDataFault(DataKind.Features, "a", "broken")), _store, Cancellation);

        _store.Keys.ShouldBeEmpty();
        _log.Lines.ShouldBe(["Warning Invalid flags skipped; their stored versions are kept [1: features/a: broken]"]);
    }

    [Fact]
    public async Task Look_CompleteTable_IsHealthy()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));

        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
        _health.State.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task Look_TableLostAllRows_RequiresARefill()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.LoseAll();

        (await table.ProbeAsync(Cancellation)).ShouldBeTrue();
        _health.State.Problem.ShouldBe("the table t lost its rows and is being filled again");
    }

    [Fact]
    public async Task Look_TableLostItsMark_RequiresARefill()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.IsMarked = false;

        (await table.ProbeAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Look_TableLostOneRow_RequiresOneRefill()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a", "b"));
        _store.Lose(DataKind.Features, "b");

        (await table.ProbeAsync(Cancellation)).ShouldBeTrue();
        _health.State.Problem.ShouldBe("the table t lost some of its rows and is being filled again");
    }

    [Fact]
    public async Task Look_EmptyTableOfAnEmptySource_IsHealthy()
    {
        var table = Table();
        await ReconcileAsync(table, Flags());

        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(1)), _store, Cancellation);
        _store.LoseAll();
        (await table.ProbeAsync(Cancellation)).ShouldBeTrue("a flag came by the stream and is gone");
    }

    [Fact]
    public async Task Look_UnreadableTable_IsAProblemAndRequiresNoRefill()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.Problem = new FlagStoreException("throttled");

        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
        _health.State.Problem.ShouldBe("throttled");
    }

    [Fact]
    public async Task Write_ChangesOfTheTable_NotifyReaders()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _changes.ShouldBe(1);

        await ReconcileAsync(table, Flags("a"));
        _changes.ShouldBe(1);
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(1)), _store, Cancellation);
        _changes.ShouldBe(1);
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", Item(2)), _store, Cancellation);
        _changes.ShouldBe(2);
    }

    [Fact]
    public async Task Look_TableTakenOverMeanwhile_Ends()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.Source = new FlagTableSource(Other.Id, Other.Name, SyncedOn: null);

        await Should.ThrowAsync<FlagSourceDiffersException>(() => table.ProbeAsync(Cancellation));
    }

    [Fact]
    public async Task Look_OwnTableTakenOverAfterARefusal_Ends()
    {
        await ReconcileAsync(Table(), Flags("a"));
        var restarted = Table(new FlagSyncOptions { TakeOver = true });
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(restarted, Flags()));
        _store.Source = new FlagTableSource(Other.Id, Other.Name, SyncedOn: null);

        await Should.ThrowAsync<FlagSourceDiffersException>(() => restarted.ProbeAsync(Cancellation));
    }

    // Another run of the same source has done what this one may not, as the refusal advises.
    [Fact]
    public async Task Look_TakenOverByTheSameSourceAfterARefusal_RequiresAComparison()
    {
        await FillAsOtherAsync("a", "b");
        var table = Table(new FlagSyncOptions { TakeOver = true });
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(table, Flags()));
        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
        await ReconcileAsync(Table(new FlagSyncOptions { TakeOver = true, AllowEmpty = true }), Flags());

        (await table.ProbeAsync(Cancellation)).ShouldBeTrue();
        _health.State.IsHealthy.ShouldBeTrue();
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => ReconcileAsync(table, Flags()));
        (await table.ProbeAsync(Cancellation)).ShouldBeFalse("the same is refused again, and the table is its own by now");
    }

    [Fact]
    public async Task Look_RowsAreBeingRemoved_ReportsNoneAsMissing()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a", "b"));
        Task<bool>? look = null;
        _store.BeforeReconcile = () =>
        {
            _store.Lose(DataKind.Features, "b");
            look = table.ProbeAsync(Cancellation);
        };

        await ReconcileAsync(table, Flags("a"));

        (await look!).ShouldBeFalse();
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_NameOfTheSourceIsLost_RequiresARefill()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        _store.Source = null;

        (await table.ProbeAsync(Cancellation)).ShouldBeTrue();
        _health.State.IsHealthy.ShouldBeFalse();
        await ReconcileAsync(table, Flags("a"));
        _store.Source!.Id.ShouldBe(Origin.Id);
        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Look_TableWhoseLastFlagWasDeleted_ExpectsNoRow()
    {
        var table = Table();
        await ReconcileAsync(table, Flags("a"));
        await table.UpsertAsync(StreamMessage.Of(DataKind.Features, "a", VersionedItem.Tombstone(2)), _store, Cancellation);
        _store.LoseAll();

        (await table.ProbeAsync(Cancellation)).ShouldBeFalse();
    }

    private static FlagDataSet WithFault(string key, string problem) => new(Stage(DataKind.Segments), Stage(DataKind.Features, "a"))
    {
        PassedOver = [new FlagDataFault(DataKind.Features, key, problem)],
    };

    private static FlagDataSet Flags(params string[] keys) => new(Stage(DataKind.Segments), Stage(DataKind.Features, keys));

    private static KindItems Stage(DataKind kind, params string[] keys) => new(kind, keys.ToDictionary(key => key, _ => Item(1)));

    private static VersionedItem Item(long version) => new(version, "{}"u8.ToArray());

    private TableReconciler Table(FlagSyncOptions? options = null) =>
        new(_store, (options ?? new FlagSyncOptions()) with { Clock = _clock }, _health, _log, changed: () => _changes++);

    private async Task FillAsOtherAsync(params string[] keys) =>
        await Table().ReconcileAsync(
            Other, Flags(keys), await _store.ReadSnapshotAsync(Cancellation), ReconcileOrder.StoreThenSource, Cancellation);

    private async Task ReconcileAsync(TableReconciler table, FlagDataSet data, SyncOrigin? origin = null) =>
        await table.ReconcileAsync(
            origin ?? Origin, data, await _store.ReadSnapshotAsync(Cancellation), ReconcileOrder.StoreThenSource, Cancellation);
}
