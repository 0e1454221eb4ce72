using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Tests.Reading;

/// <summary>From the bytes of a page to keys and values: every byte as stored, and only the requested attributes.</summary>
public sealed class ItemPageReaderTests
{
    private static readonly TableShape Shape = new("key", "value", null, null, null);

    [Theory]
    [InlineData("", "")]
    [InlineData("""{"key":{"S":"/a"},"value":{"S":"1"}}""", "/a=1")]
    [InlineData("""{"value":{"S":"1"},"key":{"S":"/a"}}""", "/a=1")]
    [InlineData("""{"key":{"S":"/a"},"value":{"S":""}}""", "/a=")]
    [InlineData("""{"more":{"M":{"key":{"S":"x"}}},"key":{"S":"/a"},"value":{"S":"1"},"key2":{"L":[{"N":"1"}]}}""", "/a=1")]
    [InlineData("""{"key":{"S":"/a\u00e4\n\u0000"},"value":{"S":"\ud83d\ude00\t\"\\\/"}}""", "/aä\n\0=😀\t\"\\/")]
    [InlineData("""{"\u006bey":{"\u0053":"/a"},"value":{"S":"1"}}""", "/a=1")]
    [InlineData("""{"key":{"S":"/a"}}""", "")]
    [InlineData("""{"value":{"S":"1"}}""", "")]
    [InlineData("""{"key":{"N":"1"},"value":{"S":"1"}}""", "")]
    [InlineData("""{"key":{"S":"/b"},"value":{"S":"1"}}""", "")]
    [InlineData("""{"key":{"S":"/ab"},"value":{"S":"1"}}""", "/ab=1")]
    [InlineData("""{"KEY":{"S":"/a"},"value":{"S":"1"}}""", "")]
    [InlineData("""{"key":{"S":"/a"},"value":{"N":"1.50"}}""", "/a:N=1.50")]
    [InlineData("""{"key":{"S":"/a"},"value":{"BOOL":true}}""", "/a:BOOL=true")]
    [InlineData("""{"key":{"S":"/a"},"value":{"BOOL":false}}""", "/a:BOOL=false")]
    [InlineData("""{"key":{"S":"/a"},"value":{"NULL":true}}""", "/a:NULL=")]
    [InlineData("""{"key":{"S":"/a"},"value":{"B":"MQ=="}}""", "/a:B=")]
    [InlineData("""{"key":{"S":"/a"},"value":{"L":[{"S":"x"},{"M":{"v":{"S":"y"}}}]}}""", "/a:L=")]
    [InlineData("""{"key":{"S":"/a"},"value":{"SS":["x"]}}""", "/a:SS=")]
    [InlineData("""{"key":{"S":"/a"},"value":{"S":"1"}},{"key":{"S":"/a"},"value":{"S":"2"}}""", "/a=1 /a=2")]
    public void Read_Items_AreKeysAndValues(string items, string expected) =>
        string.Join(' ', Read($$"""{"Items":[{{items}}],"Count":0,"ScannedCount":0}""").Items.Select(Text)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"Items":[]}""", null)]
    [InlineData("""{"Items":[],"LastEvaluatedKey":{}}""", null)]
    [InlineData("""{"LastEvaluatedKey":{"key":{"S":"/a\u00e4"}},"Items":[]}""", "key:S:/aä")]
    [InlineData("""{"LastEvaluatedKey":{"p":{"N":"1"},"key":{"B":"AQI="}}}""", "p:N:1 key:B:0102")]
    public void Read_LastKey_IsWhereTheNextPageStarts(string json, string? expected) =>
        (Read(json).LastKey is { } key ? string.Join(' ', key.Select(pair => $"{pair.Key}:{Text(pair.Value)}")) : null).ShouldBe(expected);

    [Theory]
    [InlineData("""{"Items":[]}""", 0)]
    [InlineData("""{"ConsumedCapacity":{"TableName":"t","CapacityUnits":0.5,"Table":{"CapacityUnits":7}},"Items":[]}""", 0.5)]
    [InlineData("""{"ConsumedCapacity":{"CapacityUnits":128.5}}""", 128.5)]
    public void Read_Capacity_IsThePages(string json, double units) => Read(json).Units.ShouldBe(units);

    [Theory]
    [InlineData("""{"Items":[{"key":{"S":"/a"},"value":{"S":"1"}""")]
    [InlineData("""{"Items":[""")]
    public void Read_TruncatedResponse_IsNotAPage(string json) => Should.Throw<JsonException>(() => Read(json));

    [Theory]
    [InlineData("""{"Items":[{"key":{"S":"/a"},"value":{"S":"\ud800"}}]}""")]
    [InlineData("""{"Items":[{"\ud800":{"S":"/a"}}]}""")]
    [InlineData("""{"Items":[{"key":{"S":"/a"},"value":{"BOOL":"true"}}]}""")]
    public void Read_InvalidText_IsNotAPage(string json) => Should.Throw<InvalidOperationException>(() => Read(json));

    [Fact]
    public void Read_LargePageWithEscapes_IsExact()
    {
        var items = Enumerable.Range(0, 2000).Select(number => string.Create(
            CultureInfo.InvariantCulture, $$"""{"key":{"S":"/a{{number}}"},"value":{"S":"\u00e9\n{{new string('x', number % 500)}}"} }"""));

        var page = Read($$"""{"Items":[{{string.Join(',', items)}}]}""");

        page.Items.Count.ShouldBe(2000);
        for (var number = 0; number < 2000; number++)
        {
            Encoding.UTF8.GetString(page.Items[number].Value.Span).ShouldBe("é\n" + new string('x', number % 500));
        }
    }

    [Fact]
    public void Read_Values_AreCopiedFromTheBufferOfThePage()
    {
        var json = """{"Items":[{"key":{"S":"/a"},"value":{"S":"plain"}},{"key":{"S":"/b"},"value":{"S":"\u0065scaped"}}]}"""u8.ToArray();
        var page = new ItemPageReader(Shape, new KeyCover([""])).Read(json);

        Array.Clear(json); // the pool gives it to somebody else

        page.Items.Select(Text).ShouldBe(["/a=plain", "/b=escaped"]);
    }

    [Theory]
    [InlineData("N", "N", "1.50", "1.50")]
    [InlineData("BOOL", "BOOL", null, "true")]
    [InlineData("NULL", "NULL", null, null)]
    [InlineData("B", "B", null, null)]
    [InlineData("SS", "SS", null, null)]
    [InlineData("NS", "NS", null, null)]
    [InlineData("BS", "BS", null, null)]
    [InlineData("M", "M", null, null)]
    [InlineData("L", "L", null, null)]
    public void Decode_AttributeOfTheSdk_EqualsThatOfThePageReader(string kind, string type, string? number, string? scalar)
    {
        var item = Shape.Decode(new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a" }, ["value"] = Value(kind, number) });

        item.ShouldNotBeNull();
        (item.Value.Key, item.Value.IsText, item.Value.Other?.Type, item.Value.Other?.Scalar).ShouldBe(("/a", false, type, scalar));
    }

    [Fact]
    public void Decode_ItemWithoutKeyOrValue_IsNull()
    {
        Shape.Decode([]).ShouldBeNull();
        Shape.Decode(new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a" } }).ShouldBeNull();
        Shape.Decode(new Dictionary<string, AttributeValue> { ["key"] = new() { N = "1" }, ["value"] = new() { S = "1" } }).ShouldBeNull();
        Shape.Decode(new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a" }, ["value"] = new() { S = "" } })
            .ShouldBe(new KeyItem("/a", ReadOnlyMemory<byte>.Empty), Same);
    }

    private static IEqualityComparer<KeyItem?> Same { get; } = EqualityComparer<KeyItem?>.Create(
        (one, other) => one is { } left && other is { } right && Text(left) == Text(right), _ => 0);

    private static ItemPage Read(string json) => new ItemPageReader(Shape, new KeyCover(["/a"])).Read(Encoding.UTF8.GetBytes(json));

    private static string Text(KeyItem item) => item.IsText
        ? $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)}"
        : $"{item.Key}:{item.Other!.Type}={item.Other.Scalar}";

    private static string Text(AttributeValue value) => value.S is not null ? $"S:{value.S}"
        : value.N is not null ? $"N:{value.N}"
        : $"B:{Convert.ToHexString(value.B.ToArray())}";

    private static AttributeValue Value(string kind, string? number) => kind switch
    {
        "N" => new() { N = number },
        "BOOL" => new() { BOOL = true },
        "NULL" => new() { NULL = true },
        "B" => new() { B = new MemoryStream([1]) },
        "SS" => new() { SS = ["a"] },
        "NS" => new() { NS = ["1"] },
        "BS" => new() { BS = [new MemoryStream([1])] },
        "M" => new() { M = new() { ["a"] = new() { S = "b" } } },
        _ => new() { L = [new() { S = "b" }] },
    };
}
