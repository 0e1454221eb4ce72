namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Nodes by path, as one walk found them.</summary>
/// <param name="Nodes">Paths from the root of the connect string on.</param>
/// <param name="IsOneMoment">True where the server saw no transaction, of anybody, between the first answer and the last.</param>
internal sealed record Tree(IReadOnlyDictionary<string, TreeNode> Nodes, bool IsOneMoment)
{
    /// <summary>True where the same nodes have the same data: what two walks in a row bring alike was so between them.</summary>
    public bool IsSameAs(Tree other) => Nodes.Count == other.Nodes.Count
        && Nodes.All(pair => other.Nodes.TryGetValue(pair.Key, out var node)
            && node.Modified == pair.Value.Modified
            && node.Children.Count == pair.Value.Children.Count);
}
