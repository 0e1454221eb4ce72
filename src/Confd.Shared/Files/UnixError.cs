namespace Confd.Shared.Files;

/// <summary>Error numbers that decide what is done next; the same on all Linux machines.</summary>
internal static class UnixError
{
    /// <summary>EPERM: not even with all permissions.</summary>
    public const int NotAllowed = 1;

    /// <summary>ENOENT: no such file or directory.</summary>
    public const int NoSuchFile = 2;

    /// <summary>ESRCH: no such process, or entry.</summary>
    public const int NoSuchEntry = 3;

    /// <summary>EINTR: a signal came in between.</summary>
    public const int Interrupted = 4;

    /// <summary>ENXIO: a pipe that nobody reads, a socket, or a device that is not there.</summary>
    public const int NoDevice = 6;

    /// <summary>EBADF: not open.</summary>
    public const int NotOpen = 9;

    /// <summary>EAGAIN: a stream that would have to be waited for, or no more processes or threads.</summary>
    public const int TryAgain = 11;

    /// <summary>EACCES: permission denied.</summary>
    public const int NotPermitted = 13;

    /// <summary>EBUSY: the path is a mount point.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST: there is such a file already.</summary>
    public const int Exists = 17;

    /// <summary>EXDEV: another file system.</summary>
    public const int OtherDevice = 18;

    /// <summary>ENOTDIR: a part of the path is no folder.</summary>
    public const int NotADirectory = 20;

    /// <summary>EISDIR: it is a folder.</summary>
    public const int IsADirectory = 21;

    /// <summary>EINVAL: no path can look like this, or a call does not know what it is asked for.</summary>
    public const int Invalid = 22;

    /// <summary>EFBIG: beyond the largest file, of the file system or of this user.</summary>
    public const int TooLarge = 27;

    /// <summary>EPIPE: nobody reads any more.</summary>
    public const int BrokenPipe = 32;

    /// <summary>ERANGE: the answer is larger than the room that was given for it.</summary>
    public const int TooSmall = 34;

    /// <summary>ENAMETOOLONG: no file can have such a name.</summary>
    public const int NameTooLong = 36;

    /// <summary>ENOSYS: the kernel does not have this call.</summary>
    public const int NoSuchCall = 38;

    /// <summary>ELOOP: links that lead in a circle, or too many of them.</summary>
    public const int TooManyLinks = 40;

    /// <summary>ENODATA: the file has no such attribute.</summary>
    public const int NoAttribute = 61;

    /// <summary>EOPNOTSUPP: the file system does not have this.</summary>
    public const int NotSupported = 95;
}
