namespace Confd.Backends.ZooKeeper.Watching;

/// <summary>What a change of is told.</summary>
/// <param name="Modified">The transaction of the node's data.</param>
/// <param name="IsKey">Whether it is a key.</param>
internal readonly record struct NodeState(long Modified, bool IsKey);
