using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>What is written into tables is the same whatever culture the program has: in most of Scandinavia a minus sign is none that
/// DynamoDB takes.</summary>
public sealed class CultureTests
{
    [Fact]
    public void Numbers_OfRowsAndConditions_AreInvariant()
    {
        var flag = TestFlags.Flag("f", -2);
        using var culture = new ForeignCulture();
        var values = new Dictionary<string, AttributeValue>();

        OfficialRow.Write("features", "f", flag)["version"].N.ShouldBe("-2");
        OfficialRow.WriteHead("features", "f", new PartsReference(-3, "id", -2)).Select(pair => pair.Value.N)
            .ShouldBe([null, null, "-2", null, "-3", null], ignoreOrder: true);
        CommunityRow.Write(DataKind.Features, "f", flag)["version"].N.ShouldBe("-2");
        RowTime.Write(new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero)).N.ShouldBe("-1000");
        WriteCondition.UnchangedOrOlder(-4, -5).Express([], values);
        (values[":seen"].N, values[":version"].N).ShouldBe(("-4", "-5"));
    }

    [Theory]
    [InlineData(FlagTableLayout.Official)]
    [InlineData(FlagTableLayout.Community)]
    public async Task Upsert_NegativeVersion_IsTakenInEveryCulture(FlagTableLayout layout)
    {
        await using var table = await FlagTestTable.CreateAsync();
        var (older, newer) = (TestFlags.Flag("f", -2), TestFlags.Flag("f", -1));
        using var culture = new ForeignCulture();
        var store = new DynamoFlagStore(table.Client, table.Name, new DynamoFlagStoreOptions { Layout = layout });

        (await store.UpsertAsync(DataKind.Features, "f", older, Cancellation)).ShouldBeTrue();
        (await store.UpsertAsync(DataKind.Features, "f", newer, Cancellation)).ShouldBeTrue();

        (await store.FindVersionAsync(DataKind.Features, "f", Cancellation)).ShouldBe(-1);
    }
}
