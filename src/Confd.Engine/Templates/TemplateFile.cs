using Confd.Engine.Posix;

namespace Confd.Engine.Templates;

/// <summary>Reads template files and names failures as Go's <c>os</c> does.</summary>
internal static class TemplateFile
{
    /// <summary>All bytes of a file.</summary>
    /// <exception cref="TemplateFileException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return RegularFile.ReadAll(path);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TemplateFileException(FileErrors.Describe(exception, path), exception);
        }
    }

    /// <summary>What tells whether a file is still the one that was read; null for one that is not there.</summary>
    /// <exception cref="TemplateFileException">No file can have this name.</exception>
    public static FileIdentity? Identify(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            var exception = new ArgumentException("a NUL byte in the name", nameof(path));
            throw new TemplateFileException(FileErrors.Describe(exception, path), exception);
        }

        return FileIdentity.Of(path);
    }
}
