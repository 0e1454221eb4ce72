using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Engine.Templates;

/// <summary>Reads template files and reports failures as Go's <c>os</c> does.</summary>
internal static class TemplateFile
{
    /// <summary>Reads all bytes of a file.</summary>
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

    /// <summary>The identity of a file, which changes with it; null for one that does not exist.</summary>
    /// <exception cref="TemplateFileException">The name is invalid for a file.</exception>
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
