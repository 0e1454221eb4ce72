namespace Confd.Engine.Files;

/// <summary>Error numbers that decide what is done next; the same on all Linux machines.</summary>
internal static class UnixError
{
    /// <summary>ENOENT: no such file or directory.</summary>
    public const int NoSuchFile = 2;

    /// <summary>EBUSY: the path is a mount point.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST: there is such a file already.</summary>
    public const int Exists = 17;

    /// <summary>EXDEV: another file system.</summary>
    public const int OtherDevice = 18;

    /// <summary>ENOTDIR: a part of the path is no folder.</summary>
    public const int NotADirectory = 20;
}
