namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>What a watch tells, by the protocol's numbers.</summary>
internal enum WatchEventKind
{
    /// <summary>Something about the session, not about a node.</summary>
    None = -1,

    /// <summary>A node that was missed is there.</summary>
    Created = 1,

    /// <summary>A node is gone.</summary>
    Deleted = 2,

    /// <summary>A node's data were written.</summary>
    DataChanged = 3,

    /// <summary>A node got or lost a child.</summary>
    ChildrenChanged = 4,
}
