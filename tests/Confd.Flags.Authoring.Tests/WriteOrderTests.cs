using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

public sealed class WriteOrderTests
{
    [Fact]
    public void Of_FlagsWithReferences_WritesTheReferencedFirst() =>
        Order(Flag("a", needs: "b"), Flag("b", needs: "c"), Flag("c"), Segment("z")).ShouldBe(["z", "c", "b", "a"]);

    [Fact]
    public void Of_SegmentsThatReferToOthers_WritesTheReferencedFirst() =>
        Order(Segment("a", names: "b"), Segment("b"), Flag("f", segment: "a")).ShouldBe(["b", "a", "f"]);

    [Fact]
    public void Of_ItemsWithoutReferences_AreInOrderOfKeysSegmentsFirst() =>
        Order(Flag("b"), Segment("b"), Flag("a"), Segment("B")).ShouldBe(["B", "b", "a", "b"]);

    [Fact]
    public void Of_ACycle_WritesEachOnce() =>
        Order(Flag("a", needs: "b"), Flag("b", needs: "a")).ShouldBe(["b", "a"]);

    [Fact]
    public void Of_ALongChain_OverflowsNoStack()
    {
        const int Links = 20_000;
        var chain = Enumerable.Range(0, Links).Select(link => Flag($"f{link:D5}", link == Links - 1 ? null : $"f{link + 1:D5}"));

        var order = Order([.. chain]).ToList();

        (order[0], order[^1], order.Count).ShouldBe(("f19999", "f00000", Links));
    }

    [Fact]
    public void Of_ReferenceToAnUnwrittenItem_IsIgnored() => Order(Flag("a", needs: "elsewhere")).ShouldBe(["a"]);

    private static IEnumerable<string> Order(params FlagDocument[] documents) => WriteOrder.Of(documents).Select(document => document.Key);

    private static FlagDocument Flag(string key, string? needs = null, string? segment = null) => Read(
        DataKind.Features,
        key,
        $$"""
        {"prerequisites":[{{(needs is null ? "" : $$"""{"key":"{{needs}}","variation":0}""")}}],"rules":[{{Rule(segment)}}]}
        """);

    private static FlagDocument Segment(string key, string? names = null) =>
        Read(DataKind.Segments, key, $$"""{"rules":[{{Rule(names)}}]}""");

    private static string Rule(string? segment) =>
        segment is null ? "" : $$"""{"clauses":[{"attribute":"","op":"segmentMatch","values":["{{segment}}"]}]}""";

    private static FlagDocument Read(DataKind kind, string key, string json) =>
        FlagDocument.Read(kind, key, new VersionedItem(1, Encoding.UTF8.GetBytes(json)));
}
