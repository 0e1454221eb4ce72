using System.Runtime.InteropServices;
using Confd.DynamoDb.Tests.Journal;
using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb.Tests.Watching;

public sealed class PendingChangesTests
{
    [Fact]
    public void Take_ItemChangedTwice_ReturnsTheLastChange()
    {
        var pending = new PendingChanges("key", sortAttribute: null, partitions: null);
        pending.Add(Records.Put("a", "1"), mayBeOutdated: false);
        pending.Add(Records.Put("b", "1"), mayBeOutdated: false);
        pending.Add(Records.Put("a", "2"), mayBeOutdated: false);

        var changes = pending.Take();

        changes.IsComplete.ShouldBeTrue();
        changes.Items.Select(item => (item.Partition, item.IsKnown, Value(item))).ShouldBe([("a", true, "2"), ("b", true, "1")]);
        pending.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Add_OtherPartition_IsIgnored()
    {
        var pending = new PendingChanges("key", sortAttribute: null, new HashSet<string> { "mine" });

        pending.Add(Records.Put("another's", "1"), mayBeOutdated: false);

        pending.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Add_MoreThanIsKept_IsAGapUntilItIsTaken()
    {
        var pending = new PendingChanges("key", sortAttribute: null, partitions: null, capacity: 500);
        pending.Add(Records.Put("a", new string('x', 300)), mayBeOutdated: false);
        pending.Add(Records.Put("a", new string('y', 300)), mayBeOutdated: false); // in place of the first
        pending.Take().IsComplete.ShouldBeTrue();

        pending.Add(Records.Put("a", new string('x', 300)), mayBeOutdated: false);
        pending.Add(Records.Put("b", new string('x', 300)), mayBeOutdated: false);
        pending.Add(Records.Put("c", "later"), mayBeOutdated: false);

        var changes = pending.Take();
        (changes.IsComplete, changes.Items.Count).ShouldBe((false, 0));
        pending.Add(Records.Put("d", "1"), mayBeOutdated: false);
        pending.Take().Items.ShouldHaveSingleItem().Partition.ShouldBe("d");
    }

    [Fact]
    public void Add_RecordOfAPage_KeepsItsImageAndNotThePage()
    {
        var pending = new PendingChanges("key", sortAttribute: null, partitions: null);
        var record = Records.Put("a", "1");
        var ofPage = JsonMarshal.GetRawUtf8Value(record.NewImage!.Value);

        pending.Add(record, mayBeOutdated: false);

        var kept = JsonMarshal.GetRawUtf8Value(pending.Take().Items.ShouldHaveSingleItem().Image!.Value);
        kept.SequenceEqual(ofPage).ShouldBeTrue();
        kept.Overlaps(ofPage).ShouldBeFalse("it lies in memory of its own");
    }

    [Fact]
    public void Add_SortKeyThatIsNotText_IsAGap()
    {
        var pending = new PendingChanges("key", "number", partitions: null);

        pending.Add(Records.Put("a", "1"), mayBeOutdated: false);

        pending.Take().IsComplete.ShouldBeFalse();
    }

    private static string? Value(TableItemChange item) => item.Image?.GetProperty("value").GetProperty("S").GetString();
}
