using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Reading;

namespace Confd.Backends.ZooKeeper.Tests.Reading;

public sealed class TreeTests
{
    [Fact]
    public void IsSameAs_OtherTransactionChildrenOrNode_IsAnother()
    {
        var tree = Tree(("/a", Node(1, "b")), ("/a/b", Node(2)));

        tree.IsSameAs(Tree(("/a", Node(1, "b")), ("/a/b", Node(2)))).ShouldBeTrue();
        tree.IsSameAs(Tree(("/a", Node(1, "b")), ("/a/b", Node(3)))).ShouldBeFalse();
        tree.IsSameAs(Tree(("/a", Node(1, "b", "c")), ("/a/b", Node(2)))).ShouldBeFalse();
        tree.IsSameAs(Tree(("/a", Node(1, "b")), ("/a/c", Node(2)))).ShouldBeFalse();
        tree.IsSameAs(Tree(("/a", Node(1, "b")))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", 0, true)]
    [InlineData("data", 0, true)]
    [InlineData("data", 2, true)]
    [InlineData("", 2, false)]
    public void IsKey_NodeWithChildrenAndNoData_IsFalse(string data, int children, bool isKey) =>
        new TreeNode(System.Text.Encoding.UTF8.GetBytes(data), 1, [.. Enumerable.Repeat("c", children)]).IsKey.ShouldBe(isKey);

    [Fact]
    public void NodeStat_OfTheProtocol_IsReadFieldByField()
    {
        var frame = new JuteWriter()
            .Write(1L).Write(2L).Write(3L).Write(4L) // made, written: transactions, times
            .Write(5).Write(6).Write(7) // versions
            .Write(8L).Write(9).Write(10).Write(11L) // owner, length, children, their transaction
            .ToFrame();
        var reader = new JuteReader(frame.AsSpan(sizeof(int)));

        NodeStat.Read(ref reader).ShouldBe(new NodeStat(Modified: 2, ChildrenModified: 11, ChildCount: 10));
    }

    private static Tree Tree(params (string Path, TreeNode Node)[] nodes) =>
        new(nodes.ToDictionary(pair => pair.Path, pair => pair.Node), IsOneMoment: false);

    private static TreeNode Node(long modified, params string[] children) => new("x"u8.ToArray(), modified, children);
}
