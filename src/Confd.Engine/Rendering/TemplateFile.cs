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
        catch (UnauthorizedAccessException exception) when (Directory.Exists(path))
        {
            throw new TemplateFileException($"read {path}: is a directory", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TemplateFileException($"open {path}: permission denied", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TemplateFileException($"open {path}: {(HasFileInTheWay(path) ? "not a directory" : "no such file or directory")}", exception);
        }
        catch (PathTooLongException exception)
        {
            throw new TemplateFileException($"open {path}: file name too long", exception);
        }
        catch (ArgumentException exception)
        {
            throw Impossible(path, exception);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            throw new TemplateFileException($"open {path}: {exception.Message}", exception);
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
            throw Impossible(path, exception);
        }
    }

    // A NUL byte in the name, which the kernel never gets to see.
    private static TemplateFileException Impossible(string path, ArgumentException exception) => new($"open {path}: invalid argument", exception);

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
