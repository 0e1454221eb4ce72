namespace Confd.Shared.Files;

/// <summary>Why a file cannot be used, in the words that operators know from the system; those of .NET name its own calls and
/// classes.</summary>
internal static class FileReason
{
    /// <summary>The reason alone: <c>permission denied</c>.</summary>
    /// <param name="exception">What the access has thrown.</param>
    /// <param name="path">The file or folder that it was for.</param>
    public static string Of(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => HasFileInTheWay(path) ? "not a directory" : "no such file or directory",
        UnauthorizedAccessException => CanBeListed(path) ? "is a directory" : "permission denied",
        PathTooLongException => "file name too long",

        // A NUL byte in the name, which the kernel never gets to see, or no name at all.
        ArgumentException => path.Length == 0 ? "no such file or directory" : "invalid argument",

        // Where .NET has no class for an error it keeps the number: links in a circle, a full disk.
        IOException { HResult: > 0 and var error } => FileCalls.Describe(error),
        _ => exception.Message,
    };

    // Who opens a folder as a file is told by .NET, error number included, what somebody is told who may not open a folder.
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

    // "a.tmpl/b" where a.tmpl is a file.
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
