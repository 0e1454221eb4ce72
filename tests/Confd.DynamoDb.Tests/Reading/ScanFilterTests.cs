using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Tests.Reading;

/// <summary>The filter of a Scan: it never excludes a requested key, and DynamoDB never refuses its expression.</summary>
public sealed class ScanFilterTests
{
    [Theory]
    [InlineData("/a", "begins_with(#k,:0)", "/a")]
    [InlineData("/b /a", "begins_with(#k,:0) OR begins_with(#k,:1)", "/a /b")]
    [InlineData("/a /a/b /a/c", "begins_with(#k,:0)", "/a")]
    [InlineData("/ab /a/b", "begins_with(#k,:0) OR begins_with(#k,:1)", "/a/b /ab")]
    public void Apply_Prefixes_AreTheFewestThatCoverThem(string keys, string expression, string values)
    {
        var request = Filtered(keys.Split(' '));

        request.FilterExpression.ShouldBe(expression);
        string.Join(' ', request.ExpressionAttributeValues.Select(pair => pair.Value.S)).ShouldBe(values);
        request.ExpressionAttributeValues.Keys.ShouldBe(Enumerable.Range(0, request.ExpressionAttributeValues.Count).Select(i => $":{i}"));
    }

    [Fact]
    public void Apply_Everything_HasNoFilter()
    {
        Filtered([""]).FilterExpression.ShouldBeNull();
        Filtered(["", "/a"]).FilterExpression.ShouldBeNull();
        Filtered(["/a", ""]).ExpressionAttributeValues.ShouldBeNull();
    }

    [Theory]
    [InlineData("/svc/", "/svc/")]
    [InlineData("", null)]
    public void Apply_MorePrefixesThanAnExpressionHolds_UsesTheirCommonPrefixOrNone(string start, string? shared)
    {
        var request = Filtered([.. Numbers(2000).Select(number => $"{start}{number[^1]}/{number}")]);

        request.FilterExpression.ShouldBe(shared is null ? null : "begins_with(#k,:0)");
        request.ExpressionAttributeValues?[":0"].S.ShouldBe(shared);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(151)]
    [InlineData(200)]
    public void Apply_AnyNumber_StaysBelowTheLimitOfDynamoDb(int count)
    {
        var keys = Numbers(count).Select(number => "/k" + number).ToArray();

        var request = Filtered(keys);

        Encoding.UTF8.GetByteCount(request.FilterExpression).ShouldBeLessThanOrEqualTo(4096);
        var operators = request.FilterExpression.Split("begins_with").Length + request.FilterExpression.Split(" OR ").Length - 2;
        operators.ShouldBeLessThanOrEqualTo(300);
        var prefixes = request.ExpressionAttributeValues.Values.Select(value => value.S).ToList();
        keys.ShouldAllBe(key => prefixes.Exists(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/a", "/a")]
    [InlineData("/a /b", "/")]
    [InlineData("/abc /abd /abx", "/ab")]
    [InlineData("a b", "")]
    [InlineData("/é /è", "/")]
    [InlineData("/😀 /😁", "/")] // the two share their first half, which is no text
    [InlineData("/😀a /😀b", "/😀")]
    public void CommonPrefix_Keys_IsTheLongestSharedPath(string keys, string expected) =>
        new KeyCover(keys.Length == 0 ? [] : keys.Split(' ')).CommonPrefix().ShouldBe(expected);

    [Theory]
    [InlineData(2048, false, true)]
    [InlineData(2049, false, false)]
    [InlineData(1024, true, true)]
    [InlineData(1025, true, false)]
    [InlineData(0, false, false)]
    public void ItemSize_Key_HasTheLimitsOfDynamoDb(int length, bool isPartitioned, bool isGood)
    {
        var shape = Shape(isPartitioned);
        var key = new string('k', length);

        ItemSize.IsImpossibleKey(shape, key).ShouldBe(!isGood && length > 0);
        if (isGood)
        {
            ItemSize.Check("t", shape, key, "v");
        }
        else
        {
            var refused = Should.Throw<DynamoDbException>(() => ItemSize.Check("t", shape, key, "v"));
            (refused.Failure, refused.Table, refused.Key).ShouldBe((DynamoDbFailure.ItemTooLarge, "t", key));
            refused.Message.ShouldEndWith($"has {length} bytes; DynamoDB takes 1 to {(isPartitioned ? 1024 : 2048)}");
        }
    }

    [Theory]
    [InlineData(false, "x")]
    [InlineData(true, "x")]
    [InlineData(false, "é")]
    public void ItemSize_Item_HasFourHundredKilobytesNamesIncluded(bool isPartitioned, string character)
    {
        var shape = Shape(isPartitioned);
        var names = "key".Length + "value".Length + "/a".Length + (isPartitioned ? "stage".Length + "prod".Length : 0);
        var left = (400 * 1024) - names;
        var value = string.Concat(Enumerable.Repeat(character, left / Encoding.UTF8.GetByteCount(character)));
        value += new string('x', left - Encoding.UTF8.GetByteCount(value));

        ItemSize.Check("t", shape, "/a", value);
        var refused = Should.Throw<DynamoDbException>(() => ItemSize.Check("t", shape, "/a", value + "x"));

        refused.Message.ShouldBe(
            "table t: the item of key '/a' has 409601 bytes; DynamoDB stores at most 409600 (400 KB), names included: split the value");
    }

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(0, count).Select(number => number.ToString("0000", CultureInfo.InvariantCulture));

    private static TableShape Shape(bool isPartitioned) =>
        isPartitioned ? new TableShape("key", "value", "stage", "prod", null) : new TableShape("key", "value", null, null, null);

    private static ScanRequest Filtered(string[] keys)
    {
        var request = new ScanRequest();
        ScanFilter.Apply(request, new KeyCover(keys));
        return request;
    }
}
