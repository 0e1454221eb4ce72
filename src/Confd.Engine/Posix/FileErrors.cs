using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>File system errors in the words that operators know from the system; those of .NET name its own calls and classes.</summary>
internal static class FileErrors
{
    /// <summary>The path and the reason of an access whose path the exception alone knows: <c>open PATH: no such file or directory</c>; its
    /// own words where it knows none.</summary>
    /// <param name="exception">What the access has thrown.</param>
    public static string Describe(Exception exception) => (exception, PathIn(exception)) switch
    {
        (_, null) => exception.Message,
        (UnauthorizedAccessException, { } path) => $"{path}: {(Directory.Exists(path) ? "is a directory" : Reason(exception, path))}",
        (_, { } path) => $"open {path}: {Reason(exception, path)}",
    };

    /// <summary>The reason alone: <c>permission denied</c>.</summary>
    /// <param name="exception">What the access has thrown.</param>
    /// <param name="path">The file or folder that it was for.</param>
    public static string Reason(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => HasFileInTheWay(path) ? "not a directory" : "no such file or directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "file name too long",

        // A NUL byte in the name, which the kernel never gets to see, or no name at all.
        ArgumentException => path.Length == 0 ? "no such file or directory" : "invalid argument",
        UnixException call => FileCalls.Describe(call.Error),

        // Where .NET has no class for an error it keeps the number: links in a circle, a full disk.
        IOException { HResult: > 0 and var error } => FileCalls.Describe(error),
        _ => exception.Message,
    };

    // The words of .NET, in every culture, hold it in quotes.
    private static string? PathIn(Exception exception)
    {
        var text = exception.Message;
        var (start, end) = (text.IndexOf('\''), text.LastIndexOf('\''));
        return (exception as FileNotFoundException)?.FileName ?? (start < end ? text[(start + 1)..end] : null);
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
