using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync.Tests.Reconciling;

public sealed class RemovalLimitTests
{
    [Theory]
    [InlineData(1, 0, 1, 0, "all 2 flags and segments")]
    [InlineData(3, 0, 1, 1, "all 3 flags")]
    [InlineData(3, 3, 1, 0, null)]
    [InlineData(0, 0, 0, 0, null)]
    [InlineData(19, 1, 0, 0, null)]
    [InlineData(20, 10, 0, 0, null)]
    [InlineData(20, 9, 0, 0, "11 of 20 flags")]
    [InlineData(2, 2, 20, 9, "11 of 20 segments")]
    [InlineData(15, 7, 10, 5, "13 of 25 flags and segments")]
    public void FindExcess_Removals_ReportsAllOrMostOfMany(int flags, int flagsKept, int segments, int segmentsKept, string? excess) =>
        RemovalLimit.FindExcess(Data(flagsKept, segmentsKept), Seen(flags, segments)).ShouldBe(excess);

    [Fact]
    public void FindExcess_SegmentsMissingInTheSource_BlamesTheSource()
    {
        var data = new FlagDataSet(Items(DataKind.Segments, 0), Items(DataKind.Features, 2)) { Unnamed = [DataKind.Segments] };

        RemovalLimit.FindExcess(data, Seen(2, 1)).ShouldBe("all 1 segments (it has none of 'segments', or null in its place)");
        RemovalLimit.FindExcess(data, Seen(2, 0)).ShouldBeNull();
    }

    [Fact]
    public void FindExcess_SkippedBrokenFlag_IsNotARemoval()
    {
        var data = new FlagDataSet(Items(DataKind.Segments, 0), Items(DataKind.Features, 0))
        {
            PassedOver = [new FlagDataFault(DataKind.Features, "item-0", "broken")],
        };

        RemovalLimit.FindExcess(data, Seen(1, 0)).ShouldBeNull();
        RemovalLimit.FindExcess(data, Seen(2, 0)).ShouldBeNull();
    }

    [Fact]
    public void FindExcess_TombstonesOfTheSource_CountAsRemovals()
    {
        var deleted = Enumerable.Range(0, 3).ToDictionary(number => $"item-{number}", _ => VersionedItem.Tombstone(9));
        var data = new FlagDataSet(Items(DataKind.Segments, 0), new KindItems(DataKind.Features, deleted));

        RemovalLimit.FindExcess(data, Seen(3, 0)).ShouldBe("all 3 flags and segments");
    }

    [Fact]
    public void FindExcess_TombstonesOfTheTable_AreNotRemovals()
    {
        var seen = Seen(0, 0);
        seen[DataKind.Features] = new Dictionary<string, VersionedItem> { ["gone"] = VersionedItem.Tombstone(1) };

        RemovalLimit.FindExcess(Data(0, 0), seen).ShouldBeNull();
    }

    private static FlagDataSet Data(int flags, int segments) => new(Items(DataKind.Segments, segments), Items(DataKind.Features, flags));

    private static Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Seen(int flags, int segments) => new()
    {
        [DataKind.Features] = Items(DataKind.Features, flags).Items,
        [DataKind.Segments] = Items(DataKind.Segments, segments).Items,
    };

    private static KindItems Items(DataKind kind, int count) =>
        new(kind, Enumerable.Range(0, count).ToDictionary(number => $"item-{number}", _ => new VersionedItem(1, "{}"u8.ToArray())));
}
