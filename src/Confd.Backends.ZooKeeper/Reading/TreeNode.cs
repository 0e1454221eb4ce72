namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>A node as it was read.</summary>
/// <param name="Data">Its data.</param>
/// <param name="Modified">The transaction of its last write.</param>
/// <param name="Children">The names of its children.</param>
internal sealed record TreeNode(ReadOnlyMemory<byte> Data, long Modified, IReadOnlyList<string> Children)
{
    /// <summary>True for a key: a node without children, or one with data.</summary>
    public bool IsKey => Children.Count == 0 || !Data.IsEmpty;
}
