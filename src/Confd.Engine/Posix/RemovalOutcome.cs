namespace Confd.Engine.Posix;

/// <summary>What came of removing a file that was made before.</summary>
internal enum RemovalOutcome
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It was not there, or its name is one that no file can have.</summary>
    Missing,

    /// <summary>Something else is in its place, or on the way to it: a link, a folder, a device. It stays.</summary>
    NotOurs,
}
