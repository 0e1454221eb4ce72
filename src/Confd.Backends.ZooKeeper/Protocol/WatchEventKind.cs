namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>The kinds of events of a watch, with the protocol's numbers.</summary>
internal enum WatchEventKind
{
    /// <summary>An event of the session, not of a node.</summary>
    None = -1,

    /// <summary>A missing node was created.</summary>
    Created = 1,

    /// <summary>A node was deleted.</summary>
    Deleted = 2,

    /// <summary>A node's data was written.</summary>
    DataChanged = 3,

    /// <summary>A child of a node was added or removed.</summary>
    ChildrenChanged = 4,
}
