namespace Confd.Shared.Files;

/// <summary>Error numbers that the code distinguishes; the same on all Linux machines.</summary>
internal static class UnixError
{
    /// <summary>EPERM: not allowed, even with all permissions.</summary>
    public const int OperationNotPermitted = 1;

    /// <summary>ENOENT: no such file or directory.</summary>
    public const int NoSuchFile = 2;

    /// <summary>ESRCH: no such process, or entry.</summary>
    public const int NoSuchEntry = 3;

    /// <summary>EINTR: interrupted by a signal.</summary>
    public const int Interrupted = 4;

    /// <summary>ENXIO: a pipe without a reader, a socket, or a device that is missing.</summary>
    public const int NoDevice = 6;

    /// <summary>EBADF: not open.</summary>
    public const int BadDescriptor = 9;

    /// <summary>EAGAIN: a stream that is not ready, or no more processes or threads.</summary>
    public const int TryAgain = 11;

    /// <summary>EACCES: permission denied.</summary>
    public const int PermissionDenied = 13;

    /// <summary>EBUSY: the path is a mount point.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST: there is such a file already.</summary>
    public const int Exists = 17;

    /// <summary>EXDEV: another file system.</summary>
    public const int OtherDevice = 18;

    /// <summary>ENOTDIR: a part of the path is not a folder.</summary>
    public const int NotADirectory = 20;

    /// <summary>EISDIR: it is a folder.</summary>
    public const int IsADirectory = 21;

    /// <summary>EINVAL: an invalid path, or an invalid argument of a call.</summary>
    public const int Invalid = 22;

    /// <summary>EFBIG: larger than the file system or this user's limit allows.</summary>
    public const int TooLarge = 27;

    /// <summary>EPIPE: the reader has closed its end.</summary>
    public const int BrokenPipe = 32;

    /// <summary>ERANGE: the answer is larger than the buffer.</summary>
    public const int BufferTooSmall = 34;

    /// <summary>ENAMETOOLONG: the name is too long for a file.</summary>
    public const int NameTooLong = 36;

    /// <summary>ENOSYS: the kernel does not have this call.</summary>
    public const int NoSuchCall = 38;

    /// <summary>ELOOP: circular links, or too many of them.</summary>
    public const int TooManyLinks = 40;

    /// <summary>ENODATA: the file has no such attribute.</summary>
    public const int NoAttribute = 61;

    /// <summary>EOPNOTSUPP: the file system does not support it.</summary>
    public const int NotSupported = 95;
}
