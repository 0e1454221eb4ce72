using Confd.Flags.Storage;
using Confd.Flags.Tests.Client;

namespace Confd.Flags.Tests.Storage;

public sealed class FlagDataSetTests
{
    [Fact]
    public void FindLeftovers_StoredItems_AreThoseNeitherInTheSourceNorBrokenThere()
    {
        var item = FlagItems.Serving(1, "1");
        var data = new FlagDataSet(
            new KindItems(
                DataKind.Features, new Dictionary<string, VersionedItem> { ["named"] = item, ["deleted"] = VersionedItem.Tombstone(2) }))
        {
            PassedOver = [new FlagDataFault(DataKind.Features, "broken", "it is"), new FlagDataFault(DataKind.Segments, "left", "another")],
        };
        var stored = new Dictionary<string, VersionedItem>
        {
            ["named"] = item,
            ["deleted"] = item,
            ["broken"] = item,
            ["left"] = item,
            ["gone"] = VersionedItem.Tombstone(1),
        };

        data.FindLeftovers(DataKind.Features, stored).ShouldHaveSingleItem().Key.ShouldBe("left");
    }
}
