using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Seen = System.Collections.Generic.IReadOnlyDictionary<
    Confd.Flags.Storage.DataKind, System.Collections.Generic.IReadOnlyDictionary<string, Confd.Flags.Storage.VersionedItem>>;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Making the table equal to a source, next to others who do the same.</summary>
public sealed class DynamoFlagStoreReconcileTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;
    private DynamoFlagStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _store = new DynamoFlagStore(_table.Client, _table.Name);
    }

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Fact]
    public async Task Reconcile_OnlyDifferences_AreWritten()
    {
        await _store.InitAsync(
            TestFlags.Data(TestFlags.Flag("same", 1), TestFlags.Flag("older", 1), TestFlags.Flag("edited", 1, "a"),
            TestFlags.Flag("gone", 1)), Cancellation);

        var result = await ReconcileAsync(
            TestFlags.Flag("same", 1), TestFlags.Flag("older", 2), TestFlags.Flag("edited", 1, "b"), TestFlags.Flag("new", 1));

        result.Result.ShouldBe(new ReconcileResult(Written: 3, Deleted: 1, Unchanged: 1, Overtaken: 0));
        var all = await _store.GetAllAsync(DataKind.Features, Cancellation);
        all.Keys.ShouldBe(["same", "older", "edited", "new"], ignoreOrder: true);
        TestFlags.Text(all["edited"]).ShouldContain("\"salt\":\"b\"");
    }

    [Fact]
    public async Task Reconcile_StoreHasHigherVersion_IsReplacedAsTheSourceIsNewer()
    {
        await _store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 9), Cancellation);
        var seen = await ReadSnapshotAsync();

        await _store.ReconcileAsync(TestFlags.Data(TestFlags.Flag("a", 2)), seen, Cancellation);

        (await _store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    [Fact]
    public async Task Reconcile_OthersWroteSince_KeepsTheirNewerItems()
    {
        await _store.InitAsync(TestFlags.Data(TestFlags.Flag("changed", 1), TestFlags.Flag("deleted-at-source", 1)), Cancellation);
        var seen = await ReadSnapshotAsync();
        await _store.UpsertAsync(DataKind.Features, "changed", TestFlags.Flag("changed", 5), Cancellation);
        await _store.UpsertAsync(DataKind.Features, "deleted-at-source", TestFlags.Flag("deleted-at-source", 6), Cancellation);
        await _store.UpsertAsync(DataKind.Features, "created", TestFlags.Flag("created", 1), Cancellation);

        var result = await _store.ReconcileAsync(TestFlags.Data(TestFlags.Flag("changed", 2)), seen, Cancellation);

        result.Result.Overtaken.ShouldBe(2);
        var all = await _store.GetAllAsync(DataKind.Features, Cancellation);
        all["changed"].Version.ShouldBe(5);
        all["deleted-at-source"].Version.ShouldBe(6);
        all.Keys.ShouldContain("created");
    }

    [Fact]
    public async Task Reconcile_Tombstones_StayUnlessTheSourceHasTheItemAgain()
    {
        await _store.DeleteAsync(DataKind.Features, "dead", 5, Cancellation);
        await _store.DeleteAsync(DataKind.Features, "back", 5, Cancellation);

        await ReconcileAsync(TestFlags.Flag("back", 1));

        var all = await _store.GetAllAsync(DataKind.Features, Cancellation);
        all["dead"].IsDeleted.ShouldBeTrue();
        all["back"].IsDeleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Reconcile_RowWithoutItem_IsRepaired()
    {
        await _table.PutAsync("features", "a", ("version", new() { N = "7" }));

        await ReconcileAsync(TestFlags.Flag("a", 7));

        (await _store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(7);
    }

    [Fact]
    public async Task Reconcile_RowWithANonNumericVersion_IsRepaired()
    {
        await _table.PutAsync("features", "a", ("version", new() { S = "7" }), ("item", new() { S = "{}" }));

        await ReconcileAsync(TestFlags.Flag("a", 3));

        (await _store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(3);
    }

    [Fact]
    public async Task Reconcile_ItemTooLarge_WritesTheRestAndSetsNoMark()
    {
        var done = await ReconcileAsync(TestFlags.Flag("big", 1, new string('x', 500_000)), TestFlags.Flag("small", 1));

        done.Refused.ShouldHaveSingleItem().Key.ShouldBe("big");
        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["small"]);
        (await _store.InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Reconcile_FreshTable_IsMarked()
    {
        await ReconcileAsync();

        (await _store.InitializedAsync(Cancellation)).ShouldBeTrue();
    }

    private async Task<Seen> ReadSnapshotAsync() => new Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>
    {
        [DataKind.Features] = await _store.GetAllAsync(DataKind.Features, Cancellation),
        [DataKind.Segments] = await _store.GetAllAsync(DataKind.Segments, Cancellation),
    };

    private async Task<Reconciliation> ReconcileAsync(params VersionedItem[] flags) =>
        await _store.ReconcileAsync(TestFlags.Data(flags), await ReadSnapshotAsync(), Cancellation);
}
