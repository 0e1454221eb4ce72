using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Items of a journal round-trip, and items written by another program are refused with a reason.</summary>
public sealed class JournalItemsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(long.MaxValue, 20)]
    public void Head_Written_IsReadAgain(long position, int replicas)
    {
        var head = new JournalHead(position, 7, 9, "host ü#1", "w")
        {
            Served = 8,
            Epoch = 5,
            Keep = TimeSpan.FromDays(30),
            Replicas = replicas,
        };

        var item = JournalItems.Head(head, replica: 2);

        JournalItems.ReadHead(item).ShouldBe(head);
        (JournalItems.Text(item, JournalItems.Kind), JournalItems.IsHead(item)).ShouldBe(("entry#2", true));
    }

    [Theory]
    [InlineData("-5", 1)]
    [InlineData("0", 1)]
    [InlineData("20", 20)]
    [InlineData("9223372036854775807", 20)]
    public void Head_Replicas_AreWithinTheirRange(string stored, int replicas)
    {
        var item = JournalItems.Head(JournalHead.Empty, replica: 0);
        item["replicas"] = new AttributeValue { N = stored };

        JournalItems.ReadHead(item).Replicas.ShouldBe(replicas);
    }

    [Theory]
    [InlineData("-86400", 3_600)]
    [InlineData("0", 3_600)]
    [InlineData("86400", 86_400)]
    [InlineData("345600000000", 3_153_600_000)]
    [InlineData("9223372036854775807", 3_153_600_000)]
    public void Head_Keep_IsWithinWhatThereCanBe(string stored, long seconds)
    {
        var item = JournalItems.Head(JournalHead.Empty, replica: 0);
        item["keep"] = new AttributeValue { N = stored };

        JournalItems.ReadHead(item).Keep.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("last", null)]
    [InlineData("fence", "1.5")]
    [InlineData("beat", "abc")]
    [InlineData("served", "99999999999999999999")]
    [InlineData("epoch", "")]
    [InlineData("keep", "1.5")]
    [InlineData("owner", null)]
    [InlineData("write", null)]
    public void Head_OfAnotherForm_IsRefusedWithTheReason(string attribute, string? number)
    {
        var item = JournalItems.Head(JournalHead.Empty, replica: 0);
        item.Remove(attribute);
        if (number is not null)
        {
            item[attribute] = new AttributeValue { N = number };
        }

        var refused = Should.Throw<DynamoDbException>(() => DynamoJournalStore.Parse(item, JournalItems.ReadHead));

        refused.Failure.ShouldBe(DynamoDbFailure.InvalidRequest);
        refused.Message.ShouldStartWith("an item of the journal cannot be read: ");
    }

    [Fact]
    public void Entry_Written_IsReadAgain()
    {
        StreamRecord[] changes = [Records.Put("/a", "1"), Records.Put("/ä\n😀", "zwei", sequence: "000000000000000000002")];
        var entry = new JournalEntry(42, 7, Now, changes, IsGap: false);

        var item = JournalItems.Entry(entry, JournalPayload.Write(changes), replica: 0, Now.AddDays(1));
        var read = DynamoJournalStore.Parse(item, JournalItems.ReadEntry);

        (read.Position, read.Fence, read.WrittenAt, read.IsGap).ShouldBe((42, 7, Now, false));
        read.Changes.Select(change => $"{change.SequenceNumber} {change.KeyText("key")} {Records.Value(change)}")
            .ShouldBe(["1 /a 1", "000000000000000000002 /ä\n😀 zwei"]);
        JournalItems.ReadPosition(item).ShouldBe(42);
        item[JournalItems.Expires].N.ShouldBe(Now.AddDays(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Entry_Gap_HasNoChanges()
    {
        var item = JournalItems.Entry(new JournalEntry(1, 2, Now, [], IsGap: true), changes: null, replica: 1, Now);

        var read = JournalItems.ReadEntry(item);

        (read.IsGap, read.Changes.Count).ShouldBe((true, 0));
        JournalItems.IsHead(item).ShouldBeFalse();
    }

    [Theory]
    [InlineData("changes", "")]
    [InlineData("changes", "FF")]
    [InlineData("changes", "1F8B08000000000000FF")]
    [InlineData("position", "not a number")]
    [InlineData("position", "99999999999999999999")]
    [InlineData("position", "head")]
    [InlineData("time", "9223372036854775807")]
    [InlineData("time", "x")]
    [InlineData("fence", null)]
    public void Entry_OfAnotherForm_IsRefused(string attribute, string? value)
    {
        var item = JournalItems.Entry(new JournalEntry(1, 2, Now, [], IsGap: false), JournalPayload.Write([]), replica: 0, Now);
        item.Remove(attribute);
        if (value is not null)
        {
            item[attribute] = attribute switch
            {
                "changes" => new AttributeValue { B = new MemoryStream(Convert.FromHexString(value)) },
                "position" => new AttributeValue { S = value },
                _ => new AttributeValue { N = value },
            };
        }

        Should.Throw<DynamoDbException>(() => DynamoJournalStore.Parse(item, JournalItems.ReadEntry))
            .Failure.ShouldBe(DynamoDbFailure.InvalidRequest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99_999)]
    [InlineData(long.MaxValue - 1)]
    public void PositionText_Numbers_SortAsTexts(long position)
    {
        var (one, next) = (JournalItems.PositionText(position), JournalItems.PositionText(position + 1));

        string.CompareOrdinal(one, next).ShouldBeLessThan(0);
        string.CompareOrdinal(next, JournalItems.HeadPosition).ShouldBeLessThan(0, "the head sorts behind all entries");
        one.Length.ShouldBe(20);
    }

    [Theory]
    [InlineData("shardId-1", "000123", false, false)]
    [InlineData("shardId-1", null, false, false)]
    [InlineData("shardId-1", null, false, true)]
    [InlineData("shardId-1", "000123", true, false)]
    public void Mark_Written_IsReadAgain(string shard, string? sequence, bool hasEnded, bool isUnknown)
    {
        var mark = new ShardMark(shard, sequence, hasEnded) { IsUnknown = isUnknown };

        var item = JournalItems.Mark(mark, epoch: 7, Now);

        JournalItems.ReadMark(item).ShouldBe(mark);
        (JournalItems.IsOfEpoch(item, 7), JournalItems.IsOfEpoch(item, 8), JournalItems.IsOfEpoch([], 7)).ShouldBe((true, false, false));
    }

    [Fact]
    public void History_Written_IsReadAgain()
    {
        StreamRecord[] changes = [Records.Put("/a", "2", before: "1"), Records.Put("/b", "y", before: "x")];

        var item = JournalItems.History(9, JournalPayload.WriteHistory(changes, limit: 100_000).ShouldNotBeNull(), Now);
        var read = JournalItems.ReadHistory(item);

        read.Select(change => $"{Records.Value(change)} {change.OldImage!.Value.GetProperty("value").GetProperty("S")}")
            .ShouldBe(["2 1", "y x"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not gzip")]
    public void History_OfAnotherForm_IsRefused(string? bytes)
    {
        var item = JournalItems.Key(JournalItems.HistoryKind, JournalItems.PositionText(1));
        if (bytes is not null)
        {
            item["changes"] = new AttributeValue { B = new MemoryStream(Encoding.UTF8.GetBytes(bytes)) };
        }

        Should.Throw<DynamoDbException>(() => DynamoJournalStore.Parse(item, JournalItems.ReadHistory));
    }

    [Theory]
    [InlineData(null, "-")]
    [InlineData("", "e3b0c44298fc")]
    [InlineData("1", "6b86b273ff34")]
    public void DigestOf_Value_IsTheStartOfItsHash(string? value, string digest) => JournalNotes.DigestOf(value).ShouldBe(digest);
}
