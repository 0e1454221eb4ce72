namespace Confd.Shared.Files;

/// <summary>Why a file cannot be used, in the words of the system, familiar to operators; .NET's messages name its own calls and
/// classes.</summary>
internal static class FileReason
{
    /// <summary>The reason alone: <c>permission denied</c>.</summary>
    /// <param name="exception">The exception of the access.</param>
    /// <param name="path">The file or folder that was accessed.</param>
    public static string Of(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => HasFileInTheWay(path) ? "not a directory" : "no such file or directory",
        UnauthorizedAccessException => CanBeListed(path) ? "is a directory" : "permission denied",
        PathTooLongException => "file name too long",

        // A NUL byte in the name, which never reaches the kernel, or an empty name.
        ArgumentException => path.Length == 0 ? "no such file or directory" : "invalid argument",

        // Where .NET has no class for an error it keeps the number: circular links, a full disk.
        IOException { HResult: > 0 and var error } => FileCalls.Describe(error),
        _ => exception.Message,
    };

    // For a folder opened as a file, .NET reports the same error, number included, as for a folder without permission.
    private static bool CanBeListed(string path)
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
            entries.MoveNext();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    // True for "a.tmpl/b" where a.tmpl is a file.
    private static bool HasFileInTheWay(string path)
    {
        for (var parent = Path.GetDirectoryName(path); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(parent))
            {
                return true;
            }
        }

        return false;
    }
}
