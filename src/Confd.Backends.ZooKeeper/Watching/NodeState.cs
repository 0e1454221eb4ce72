namespace Confd.Backends.ZooKeeper.Watching;

/// <summary>The state of a node whose changes are reported.</summary>
/// <param name="Modified">The transaction of the node's data.</param>
/// <param name="IsKey">Whether it is a key.</param>
internal readonly record struct NodeState(long Modified, bool IsKey);
