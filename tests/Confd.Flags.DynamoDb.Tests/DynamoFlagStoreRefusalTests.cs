using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Items that DynamoDB, or a layout, cannot hold, beside others that are well.</summary>
public sealed class DynamoFlagStoreRefusalTests : IAsyncLifetime
{
    private const int Others = 60;

    private static readonly string LongKey = new('k', 1_100);

    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Fact]
    public async Task Init_KeyThatDynamoDbRefuses_WritesTheOthersAndNamesIt()
    {
        var refused = await Should.ThrowAsync<FlagItemRefusedException>(() => Open().InitAsync(WithLongKey(version: 1), Cancellation));

        refused.Key.ShouldBe(LongKey);
        refused.Message.ShouldStartWith($"the item '{LongKey}' in 'features' cannot be stored in table {_table.Name}");
        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(Others);
        (await Open().InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Reconcile_KeyThatDynamoDbRefuses_WritesAndRemovesTheOthers()
    {
        var store = Open();
        await store.InitAsync(TestFlags.Data(TestFlags.Flag("flag-1", 1), TestFlags.Flag("leftover", 1)), Cancellation);
        var seen = (await store.ReadSnapshotAsync(Cancellation)).Kinds;

        var done = await store.ReconcileAsync(WithLongKey(version: 2), seen, Cancellation);

        done.Refused.ShouldHaveSingleItem().Key.ShouldBe(LongKey);
        done.Result.ShouldBe(new ReconcileResult(Others, Deleted: 1, Unchanged: 0, Overtaken: 0));
        (await store.GetAllAsync(DataKind.Features, Cancellation)).Values.ShouldAllBe(item => item.Version == 2);
    }

    [Fact]
    public async Task Migration_ItemThatTheOtherLayoutCannotHold_CopiesTheOthersAndNamesIt()
    {
        var names = Flag("names", """{"variations":[{"":1}]}""");
        await using var source = await FlagTestTable.CreateAsync();
        var from = new DynamoFlagStore(source.Client, source.Name);
        await from.InitAsync(TestFlags.Data([names, .. Flags(version: 1)]), Cancellation);

        (await Should.ThrowAsync<FlagItemRefusedException>(
            () => FlagTableMigration.RunAsync(from, Open(FlagTableLayout.Community), Cancellation))).Key.ShouldBe("names");

        (await Open(FlagTableLayout.Community).GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(Others);
    }

    [Theory]
    [InlineData("""{"variations":[{"":1}]}""", "Empty attribute name")]
    [InlineData("""{"variations":[1e200]}""", "Number overflow")]
    [InlineData("""{"variations":[1234567890123456789012345678901234567890]}""", "cannot be stored")]
    [InlineData("""{"variations":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""", "cannot be stored")]
    [InlineData("""{"item":"x"}""", "has a field 'item'")]
    [InlineData("""{"parts":null}""", "has a field 'parts'")]
    [InlineData("""{"deletedOn":7}""", "has a field 'deletedOn'")]
    [InlineData("""{"namespace":"x"}""", "has a field 'namespace'")]
    public async Task Init_CommunityLayoutCannotHoldAnItem_WritesTheOthersAndNamesIt(string json, string problem)
    {
        var store = Open(FlagTableLayout.Community);

        var refused = await Should.ThrowAsync<FlagItemRefusedException>(
            () => store.InitAsync(TestFlags.Data([Flag("odd", json), .. Flags(version: 1)]), Cancellation));

        refused.Key.ShouldBe("odd");
        refused.Message.ShouldContain(problem, Case.Insensitive);
        (await store.GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(Others);
    }

    [Fact]
    public async Task Get_ImpossibleKey_IsNull()
    {
        (await Open().GetAsync(DataKind.Features, LongKey, Cancellation)).ShouldBeNull();
        (await Open().GetAsync(DataKind.Features, "", Cancellation)).ShouldBeNull();
    }

    private static VersionedItem[] Flags(long version) =>
        [.. Enumerable.Range(0, Others).Select(number => TestFlags.Flag($"flag-{number}", version))];

    private static FlagDataSet WithLongKey(long version) => TestFlags.Data([TestFlags.Flag(LongKey, version), .. Flags(version)]);

    private static VersionedItem Flag(string key, string json) => FlagItemJson.Read(key, Encoding.UTF8.GetBytes(json));

    private DynamoFlagStore Open(FlagTableLayout layout = FlagTableLayout.Official) =>
        new(_table.Client, _table.Name, new DynamoFlagStoreOptions { Layout = layout });
}
