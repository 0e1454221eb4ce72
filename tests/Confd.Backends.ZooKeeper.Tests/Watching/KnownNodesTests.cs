using Confd.Backends.ZooKeeper.Watching;

namespace Confd.Backends.ZooKeeper.Tests.Watching;

public sealed class KnownNodesTests
{
    [Theory]
    [InlineData("/a", "/a /a/b /a/b/c")]
    [InlineData("/a/b", "/a/b /a/b/c")]
    [InlineData("/a0", "/a0")]
    [InlineData("/", "/a /a-x /a/b /a/b/c /a0 /b")]
    [InlineData("/gone", "")]
    public void Replace_WithNothing_RemovesTheNodeAndItsChildren(string path, string gone)
    {
        var nodes = Nodes("/a", "/a-x", "/a/b", "/a/b/c", "/a0", "/b");

        nodes.Replace(path, []).Order(StringComparer.Ordinal).ShouldBe(gone.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        nodes.Count.ShouldBe(6 - gone.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        nodes.Replace("/", []).ShouldNotContain(name => gone.Split(' ').Contains(name));
    }

    [Fact]
    public void Replace_WithOtherNodes_ReportsTheDifferences()
    {
        var nodes = Nodes("/a", "/a/b", "/a/c");

        nodes.Replace("/a", new() { ["/a"] = new(1, true), ["/a/b"] = new(2, true), ["/a/d"] = new(1, true) })
            .ShouldBe(["/a/b", "/a/c", "/a/d"], ignoreOrder: true);
        nodes.Replace("/a/d", new() { ["/a/d"] = new(1, false) }).ShouldBe(["/a/d"]);
        nodes.Count.ShouldBe(3);
    }

    private static KnownNodes Nodes(params string[] names) => new(names.ToDictionary(name => name, _ => new NodeState(1, true)));
}
