namespace Confd.Following;

/// <summary>The activity of a follower.</summary>
public enum FollowKind
{
    /// <summary>A watch is open.</summary>
    Watching,

    /// <summary>The source cannot be watched: it is read at every interval.</summary>
    Polling,

    /// <summary>Something failed: it waits and tries again.</summary>
    Broken,
}
