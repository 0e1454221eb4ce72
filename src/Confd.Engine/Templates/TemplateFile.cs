using Confd.Engine.Posix;
using Confd.Shared.Files;

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
        catch (FileReadException exception)
        {
            throw new TemplateFileException(exception.Message, exception);
        }
    }

    /// <summary>What tells whether a file is still the one that was read; null for one that is not there.</summary>
    /// <exception cref="TemplateFileException">No file can have this name.</exception>
    public static FileIdentity? Identify(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            var exception = new FileReadException(path, UnixError.Invalid);
            throw new TemplateFileException(exception.Message, exception);
        }

        return FileIdentity.Of(path);
    }
}
