using Confd.Engine.Files;

namespace Confd.Engine.Rendering;

/// <summary>Reads template files and names failures as Go's <c>os</c> does.</summary>
internal static class TemplateFile
{
    /// <summary>All bytes of a file.</summary>
    /// <exception cref="TemplateFileException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TemplateFileException(FileErrors.Describe(exception, path), exception);
        }
    }

    /// <summary>When a file was changed; for one that is not there, a time that no file has.</summary>
    /// <exception cref="TemplateFileException">No file can have this name.</exception>
    public static DateTime ModifiedAt(string path)
    {
        try
        {
            return File.GetLastWriteTimeUtc(path);
        }
        catch (ArgumentException exception)
        {
            throw new TemplateFileException(FileErrors.Describe(exception, path), exception);
        }
    }
}
