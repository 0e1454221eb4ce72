namespace Confd.Shared.Files;

/// <summary>Thrown where a file cannot be read: <c>open PATH: permission denied</c>.</summary>
internal sealed class FileReadException : IOException
{
    /// <summary>A call of the operating system failed.</summary>
    /// <param name="path">The file that was to be read.</param>
    /// <param name="error">The error number (errno).</param>
    public FileReadException(string path, int error)
        : base($"{(error == UnixError.IsADirectory ? "read" : "open")} {path}: {FileCalls.Describe(error)}")
    {
        Reason = FileCalls.Describe(error);
    }

    /// <summary>The file is not of a kind that is read.</summary>
    /// <param name="path">The file that was to be read.</param>
    /// <param name="reason">The kind of file.</param>
    public FileReadException(string path, string reason)
        : base($"open {path}: {reason}") => Reason = reason;

    // In .NET's words, where the system is not Linux.
    private FileReadException(string path, string reason, Exception cause)
        : base($"open {path}: {reason}", cause)
    {
        Reason = reason;
    }

    /// <summary>The reason alone: <c>permission denied</c>.</summary>
    public string Reason { get; }

    /// <summary>The path names something without contents of its own.</summary>
    public static FileReadException NotRegular(string path) => new(path, "it is a device, a pipe or a socket, not a file");

    /// <summary>Converts an exception of .NET.</summary>
    public static FileReadException From(Exception cause, string path) => new(path, FileReason.Of(cause, path), cause);
}
