namespace Confd.Engine.Posix;

/// <summary>The result of removing a file that was created before.</summary>
internal enum RemovalOutcome
{
    /// <summary>It was removed.</summary>
    Removed,

    /// <summary>It did not exist, or has a name that no file can have.</summary>
    Missing,

    /// <summary>Something else is in its place, or on the path to it: a link, a folder, a device. It is not removed.</summary>
    NotOurs,
}
