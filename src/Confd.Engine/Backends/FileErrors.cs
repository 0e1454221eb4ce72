namespace Confd.Engine.Backends;

/// <summary>File system errors in the words that operators know from the system, without the path.</summary>
internal static class FileErrors
{
    public static string Describe(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message,
    };
}
