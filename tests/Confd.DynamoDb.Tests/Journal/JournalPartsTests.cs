using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Journal;

public sealed class JournalPartsTests
{
    [Fact]
    public void Split_Nothing_IsNothing() => JournalParts.Split(new StreamBatch([], []), 1).ShouldBeEmpty();

    [Fact]
    public void Split_FewRecords_AreOnePartWithThePositionOfEachShard()
    {
        var part = JournalParts.Split(
            new StreamBatch(
                [("a", Records.Put("/1", "x", "1")), ("b", Records.Put("/2", "x", "7")), ("a", Records.Put("/3", "x", "2"))], ["b"]),
            1).Single();
        part.Records.Count.ShouldBe(3);
        part.Marks.ShouldBe([new ShardMark("a", "2", false), new ShardMark("b", "7", true)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Split_ManyLongKeys_FitIntoOneTransactionWithAllReplicas(int replicas)
    {
        var key = new string('k', 2_000);
        var records = Enumerable.Range(0, 2_500).Select(n => ("a", Records.Put($"{key}{n}", new string('v', n % 900), $"{n}"))).ToList();
        var parts = JournalParts.Split(new StreamBatch(records, []), replicas).ToList();
        parts.SelectMany(part => part.Records)
            .Select(record => record.SequenceNumber)
            .ShouldBe(records.Select(record => record.Item2.SequenceNumber));
        foreach (var part in parts)
        {
            var bytes = part.Records.Sum(JournalPayload.Bytes);
            bytes.ShouldBeLessThan(390 * 1024);
            (bytes * replicas).ShouldBeLessThan(3_400 * 1024);
            part.Marks.ShouldBe([new ShardMark("a", part.Records[^1].SequenceNumber, false)]);
        }
    }

    [Fact]
    public void Split_ManyShards_AreNeverMoreThanATransactionTakes()
    {
        var records = Enumerable.Range(0, 170).Select(n => ($"shard-{n}", Records.Put($"/{n}", "x", $"{n}"))).ToList();
        var ended = Enumerable.Range(100, 120).Select(n => $"shard-{n}").ToList();
        var parts = JournalParts.Split(new StreamBatch(records, ended), 20).ToList();
        parts.ShouldAllBe(part => part.Marks.Count <= JournalParts.MaxMarks);
        parts.Sum(part => part.Records.Count).ShouldBe(170);
        parts.SelectMany(part => part.Marks).Where(mark => mark.HasEnded).Select(mark => mark.ShardId).ShouldBe(ended, ignoreOrder: true);
    }

    [Fact]
    public void Split_LargeOldImages_AreNotAllPackedAtOnce()
    {
        var old = new string('o', 300_000);
        StreamRecord Change(int n) => Records.Put($"/{n}", "x", $"{n}", old);
        JournalParts.Split(new StreamBatch([.. Enumerable.Range(0, 40).Select(n => ("a", Change(n)))], []), 1)
            .ShouldAllBe(part => part.Records.Sum(JournalPayload.HistoryBytes) < 5 * 1024 * 1024);
    }
}
