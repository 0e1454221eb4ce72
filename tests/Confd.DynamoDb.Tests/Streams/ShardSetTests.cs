using System.Globalization;
using System.Text;
using System.Text.Json;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Streams;

/// <summary>A shard is read after its parent, once, and forgotten with the listing; what is read of records and listings.</summary>
public sealed class ShardSetTests
{
    private readonly ShardSet _shards = new(client: null!, retries: null!, "arn:stream");

    [Fact]
    public void Begin_Listing_ReadsOpenShards()
    {
        _shards.Begin([Shard("a", closed: true), Shard("b", "a"), Shard("c", closed: true)], ShardPosition.Latest);

        Reading.ShouldBe("b");
        Finished.ShouldBe("a c");
        _shards.Begin([Shard("d")], ShardPosition.Latest);
        (Reading, Finished).ShouldBe(("d", ""));
    }

    [Theory]
    [InlineData("b<a", "a", "", "a")] // its parent is still being read
    [InlineData("b<a", "", "a", "b")]
    [InlineData("a b<a c<b", "", "", "a")]
    [InlineData("b<gone", "", "", "b")] // its parent was trimmed
    [InlineData("b<a c<a", "", "a", "b c")]
    [InlineData("b<a b<a", "", "a", "b")] // listed on two pages
    [InlineData("x y", "x", "y", "x")]
    [InlineData("", "x", "", "x")]
    public void Discover_Shards_AreReadAfterTheirParents(string listed, string reading, string finished, string expected)
    {
        var parents = finished.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => Shard(id, closed: true)).ToList();
        _shards.Begin([.. parents, .. Shards(reading)], ShardPosition.Latest);

        _shards.Discover(new StreamPage("ENABLED", [.. parents, .. Shards(reading), .. Shards(listed)], null));

        Reading.ShouldBe(expected);
    }

    [Fact]
    public void Discover_ShardIsNoLongerListed_IsRemoved()
    {
        _shards.Begin([Shard("a", closed: true), Shard("b", closed: true), Shard("c")], ShardPosition.Latest);

        _shards.Discover(new StreamPage("ENABLED", [Shard("b", closed: true), Shard("c")], null));

        Finished.ShouldBe("b");
        Reading.ShouldBe("c");
    }

    [Theory]
    [InlineData("DISABLED")]
    [InlineData("DISABLING")]
    public void Discover_DisabledStreamIsReadCompletely_IsTheEnd(string status) =>
        Should.Throw<DynamoDbException>(() => DiscoverAfterAllIsRead(status)).Failure.ShouldBe(DynamoDbFailure.StreamPositionLost);

    [Theory]
    [InlineData("ENABLED")]
    [InlineData("")]
    public void Discover_EnabledStreamIsReadCompletely_WaitsForMore(string status) =>
        Should.NotThrow(() => DiscoverAfterAllIsRead(status));

    [Fact]
    public void Finish_Parent_StartsItsChildren()
    {
        StreamShard[] all = [Shard("a"), Shard("b", "a"), Shard("c", "b")];
        _shards.Begin(all[..1], ShardPosition.Latest);
        _shards.AddChildren(all);
        Reading.ShouldBe("a");

        _shards.Finish("a");
        _shards.AddChildren(all);
        Reading.ShouldBe("b");
        _shards.AddChildren(all);
        _shards.Finish("b");
        _shards.AddChildren(all);

        (Reading, Finished).ShouldBe(("c", "a b"));
    }

    [Theory]
    [InlineData("""{"StreamStatus":"ENABLED","Shards":[]}""", "ENABLED: ")]
    [InlineData("""{"Shards":[{"ShardId":"a"},{"ShardId":"b","ParentShardId":"a"}]}""", ": a b<a")]
    [InlineData("""{"StreamStatus":"OFF","Shards":[{"ShardId":"a","SequenceNumberRange":{"EndingSequenceNumber":"2"}}]}""", "OFF: a!")]
    [InlineData("""{"Shards":[{"ShardId":"a","SequenceNumberRange":{}}],"LastEvaluatedShardId":"a"}""", ": a ...a")]
    [InlineData("""{"StreamStatus":"ENABLED"}""", "ENABLED: ")]
    public void StreamPage_Description_IsItsShards(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        var page = StreamPage.Read(document.RootElement);

        var shards = page.Shards.Select(
            shard => shard.Id + (shard.ParentId is { } parent ? "<" + parent : "") + (shard.IsClosed ? "!" : ""));
        $"{page.Status}: {string.Join(' ', shards)}{(page.LastShardId is { } last ? " ..." + last : "")}".ShouldBe(expected);
    }

    [Theory]
    [InlineData(""" "NewImage":{"key":{"S":"/a"},"value":{"S":"ä\n"}} """, "MODIFY", true, "/a=ä\n")]
    [InlineData(""" "NewImage":{"key":{"S":"/a"},"value":{"N":"1.50"}} """, "INSERT", true, "/a:N=1.50")]
    [InlineData(""" "NewImage":{"key":{"S":"/a"},"value":{"BOOL":true}} """, "INSERT", true, "/a:BOOL=true")]
    [InlineData(""" "NewImage":{"key":{"S":"/a"},"value":{"L":[]}} """, "INSERT", true, "/a:L=")]
    [InlineData(""" "NewImage":{"key":{"S":"/a"},"value":{}} """, "INSERT", true, "/a:=")]
    [InlineData(""" "NewImage":{"key":{"S":"/a"}} """, "MODIFY", true, null)]
    [InlineData(""" "OldImage":{"key":{"S":"/a"},"value":{"S":"1"}} """, "REMOVE", true, null)]
    [InlineData(""" "OldImage":{"key":{"S":"/a"},"value":{"S":"1"}} """, "MODIFY", false, null)]
    public void Record_Images_GiveTheCurrentItem(string images, string name, bool tells, string? expected)
    {
        var record = Record(name, $$""" "Keys":{"key":{"S":"/a"} },"SequenceNumber":"7",{{images}} """);

        record.HasState.ShouldBe(tells);
        if (tells)
        {
            var item = record.ItemIn(new TableShape("key", "value", null, null, null), "/a");
            (item is { } found ? Text(found) : null).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData(""" {"key":{"S":"/a"}} """, null, "/a")]
    [InlineData(""" {"key":{"N":"1"}} """, null, null)]
    [InlineData(""" {"other":{"S":"/a"}} """, null, null)]
    [InlineData(""" {"stage":{"S":"prod"},"key":{"S":"/a"}} """, "prod", "/a")]
    [InlineData(""" {"stage":{"S":"test"},"key":{"S":"/a"}} """, "prod", null)]
    [InlineData(""" {"stage":{"N":"1"},"key":{"S":"/a"}} """, "prod", null)]
    [InlineData(""" {"key":{"S":"/a"}} """, "prod", null)]
    public void Record_Key_IsThatOfItsPartition(string keys, string? partition, string? expected) =>
        Record("INSERT", $$""" "Keys":{{keys}},"SequenceNumber":"7" """)
            .KeysIn(new TableShape("key", "value", partition is null ? null : "stage", partition, null))
            .ShouldBe(expected is null ? [] : [expected]);

    [Theory]
    [InlineData(""" "ApproximateCreationDateTime":1700000000, """, "2023-11-14T22:13:20.0000000+00:00")]
    [InlineData(""" "ApproximateCreationDateTime":1700000000.5, """, "2023-11-14T22:13:20.5000000+00:00")]
    [InlineData(""" "ApproximateCreationDateTime":1.7E9, """, "2023-11-14T22:13:20.0000000+00:00")]
    [InlineData("", "1970-01-01T00:00:00.0000000+00:00")]
    public void Record_Time_IsReadWithItsFraction(string time, string expected) =>
        Record("INSERT", $$""" {{time}}"Keys":{},"SequenceNumber":"7" """)
            .CreatedAt.ToString("O", CultureInfo.InvariantCulture)
            .ShouldBe(expected);

    [Fact]
    public void Write_Record_RoundTripsWithoutItsImages()
    {
        var record = Record(
            "MODIFY",
            """
            "Keys":{"key":{"S":"/ä"}},"SequenceNumber":"000007","ApproximateCreationDateTime":1700000000.5,
            "NewImage":{"key":{"S":"/ä"},"value":{"S":"secret"}},"OldImage":{"value":{"S":"older"}},"SizeBytes":7
            """);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            record.Write(writer, images =>
            {
                images.WriteStartObject("NewImage");
                images.WriteString("value", "none");
                images.WriteEndObject();
            });
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        var copy = new StreamRecord(document.RootElement);
        (copy.EventName, copy.SequenceNumber, copy.CreatedAt, copy.KeyText("key")).ShouldBe(("MODIFY", "000007", record.CreatedAt, "/ä"));
        copy.NewImage!.Value.GetRawText().ShouldBe("""{"value":"none"}""");
        copy.OldImage.ShouldBeNull();
        Encoding.UTF8.GetString(stream.ToArray()).ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("S", "text")]
    [InlineData("N", "1.50")]
    [InlineData("BOOL", "true")]
    [InlineData("BOOL", "false")]
    [InlineData("L", null)]
    public void With_ItemOfAnyType_IsReadBackAsItIs(string type, string? value)
    {
        var record = Record("MODIFY", """ "Keys":{"key":{"S":"/a"}},"SequenceNumber":"7","NewImage":{"value":{"S":"before"}} """);
        var shape = new TableShape("key", "value", null, null, null);
        var item = type == "S"
            ? new KeyItem("/a", Encoding.UTF8.GetBytes(value!))
            : new KeyItem("/a", default) { Other = new OtherValue(type, value) };

        var read = record.With(item, shape).ItemIn(shape, "/a").ShouldNotBeNull();

        (read.Other, Encoding.UTF8.GetString(read.Value.Span)).ShouldBe((item.Other, type == "S" ? value! : ""));
        record.With(null, shape).ItemIn(shape, "/a").ShouldBeNull();
    }

    private void DiscoverAfterAllIsRead(string status)
    {
        _shards.Begin([Shard("a")], ShardPosition.Latest);
        _shards.Discover(new StreamPage(status, [Shard("a")], null)); // what is left of it is still read
        _shards.Finish("a");

        _shards.Discover(new StreamPage(status, [Shard("a", closed: true)], null));
    }

    private string Reading => string.Join(' ', _shards.Reading.Select(shard => shard.ShardId).Order(StringComparer.Ordinal));

    private string Finished => string.Join(' ', _shards.Finished.Order(StringComparer.Ordinal));

    private static StreamShard Shard(string id, string? parent = null, bool closed = false) => new(id, parent, closed);

    private static IEnumerable<StreamShard> Shards(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(one => one.Split('<'))
        .Select(parts => Shard(parts[0], parts.Length > 1 ? parts[1] : null));

    private static StreamRecord Record(string name, string change)
    {
        using var document = JsonDocument.Parse($$"""{"eventName":"{{name}}","dynamodb":{ {{change}} } }""");
        return new StreamRecord(document.RootElement.Clone());
    }

    private static string Text(KeyItem item) => item.IsText
        ? $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)}"
        : $"{item.Key}:{item.Other!.Type}={item.Other.Scalar}";
}
