namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>The nodes of one walk, by path.</summary>
/// <param name="Nodes">Paths relative to the root of the connect string.</param>
/// <param name="IsOneMoment">True where the server had no transaction of any client between the first and the last response.</param>
internal sealed record Tree(IReadOnlyDictionary<string, TreeNode> Nodes, bool IsOneMoment)
{
    /// <summary>True where the same nodes have the same data: a result that two consecutive walks share was valid between them.</summary>
    public bool IsSameAs(Tree other) => Nodes.Count == other.Nodes.Count
        && Nodes.All(pair => other.Nodes.TryGetValue(pair.Key, out var node)
            && node.Modified == pair.Value.Modified
            && node.Children.Count == pair.Value.Children.Count);
}
