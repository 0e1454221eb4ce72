using Amazon.DynamoDBv2;
using Confd.DynamoDb.Watching;
using static Confd.DynamoDb.Tests.KeyValueTableShapeTests;

namespace Confd.DynamoDb.Tests.Watching;

/// <summary>What is watched is an index: the key is no key of the table, and may change.</summary>
public sealed class IndexWatchTests
{
    [Theory]
    [InlineData("NEW_AND_OLD_IMAGES")]
    [InlineData("NEW_IMAGE")]
    [InlineData("OLD_IMAGE")]
    [InlineData("KEYS_ONLY")]
    public async Task WaitForChange_ItemsOfAnIndex_AreFollowed(string images)
    {
        await using var table = await CreateAsync("id", index: ("name", null), StreamViewType.FindValue(images));
        await table.PutAsync("a", "/watched/a", "1");
        await table.PutAsync("b", "/watched/b", "2");
        await using var opened = await OpenAsync(
            table, options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name" });
        await using var watch = (await opened.OpenWatchAsync(["/watched"], Cancellation)).ShouldNotBeNull();
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "1", ["/watched/b"] = "2" });

        await table.PutAsync("a", "/watched/a", "changed");
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "changed", ["/watched/b"] = "2" });

        await table.PutAsync("b", "/watched/renamed", "2");
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "changed", ["/watched/renamed"] = "2" });

        await table.Client.DeleteItemAsync(table.Name, new() { ["id"] = new() { S = "a" } }, Cancellation);
        await ShouldComeToAsync(opened, watch, new() { ["/watched/renamed"] = "2" });
    }

    [Fact]
    public async Task WaitForChange_ItemLeavesThePartitionOfAnIndex_IsRemoved()
    {
        await using var table = await CreateAsync("id", index: ("stage", "name"), StreamViewType.NEW_AND_OLD_IMAGES);
        await table.PutAsync("a", "/watched/a", "1");
        await using var opened = await OpenAsync(
            table,
            options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name", Partition = "production" });
        await using var watch = (await opened.OpenWatchAsync(["/watched"], Cancellation)).ShouldNotBeNull();
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "1" });

        await table.PutAsync("a", "/watched/a", "1", stage: "staging");

        await ShouldComeToAsync(opened, watch, []);
    }

    [Fact]
    public async Task WaitForChange_OneOfTwoItemsWithOneKeyIsDeleted_TheOtherRemains()
    {
        await using var table = await CreateAsync("id", index: ("name", null), StreamViewType.NEW_AND_OLD_IMAGES);
        await table.PutAsync("a", "/watched/a", "1");
        await using var opened = await OpenAsync(
            table, options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name" });
        await using var watch = (await opened.OpenWatchAsync(["/watched"], Cancellation)).ShouldNotBeNull();
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "1" });

        await table.PutAsync("b", "/watched/a", "2");
        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "2" });
        await table.Client.DeleteItemAsync(table.Name, new() { ["id"] = new() { S = "b" } }, Cancellation);
        await table.PutAsync("c", "/watched/c", "3");

        await ShouldComeToAsync(opened, watch, new() { ["/watched/a"] = "1", ["/watched/c"] = "3" });
    }

    private static Task ShouldComeToAsync(KeyValueTable table, KeyValueWatch watch, Dictionary<string, string> expected) =>
        KeyValueWatchTests.ShouldComeToAsync(table, watch, ["/watched"], expected);
}
