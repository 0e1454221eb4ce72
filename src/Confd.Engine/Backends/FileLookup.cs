using System.Text;
using Confd.Backends;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.GoTemplate.Values;
using Confd.Shared;
using Confd.Shared.Files;

namespace Confd.Engine.Backends;

/// <summary>Finds the files to which a configured path refers.</summary>
internal static class FileLookup
{
    /// <summary>A file refers to itself, links resolved; a folder to the matching files below it, in name order, links to folders not
    /// followed.</summary>
    /// <exception cref="KeyBackendException">The path, a folder or a link below it cannot be read, or the filter is malformed.</exception>
    public static IEnumerable<string> Find(string path, string filter) => Find(path, filter, isWhole: true);

    /// <summary>The same for detecting changes: with dangling links, and without folders that cannot be
    /// read.</summary>
    /// <exception cref="KeyBackendException">The path cannot be read, or the filter is malformed.</exception>
    public static IEnumerable<string> FindNames(string path, string filter) => Find(path, filter, isWhole: false);

    private static IEnumerable<string> Find(string path, string filter, bool isWhole)
    {
        // The path that was accessed last.
        var subject = path;
        try
        {
            RequireExistence(path);
            var resolved = RealPath.Resolve(path).Target;
            if (!Directory.Exists(resolved))
            {
                return [resolved];
            }

            var pattern = new KeyPattern(ByteString.FromString(filter));
            if (!pattern.IsValid)
            {
                throw new KeyBackendException($"failed to lookup files in {path}: syntax error in pattern: filter {filter}");
            }

            var found = new List<string>();
            Collect(new DirectoryInfo(resolved), pattern, isWhole, found, ref subject);
            return ProjectedFolder.WithoutTwins(found);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KeyBackendException(
                $"failed to lookup files in {path}: lstat {subject}: {FileReason.Of(exception, subject)}", exception);
        }
    }

    /// <summary>Throws where nothing, or only a dangling link, is at the path.</summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    public static void RequireExistence(string path)
    {
        if (UnixFile.Stat(path) is null)
        {
            throw new FileNotFoundException("no such file or directory", path);
        }
    }

    private static void Collect(DirectoryInfo folder, KeyPattern filter, bool isWhole, List<string> found, ref string subject)
    {
        foreach (var entry in EntriesOf(folder, isWhole).OrderBy(entry => entry.Name, Utf8Order.Instance))
        {
            if (entry is DirectoryInfo subfolder)
            {
                if (ProjectedFolder.IsEntered(entry))
                {
                    subject = entry.FullName;
                    Collect(subfolder, filter, isWhole, found, ref subject);
                }
            }
            else if (filter.IsMatch(Encoding.UTF8.GetBytes(entry.Name)))
            {
                if (isWhole)
                {
                    subject = entry.FullName;
                    RequireExistence(subject);
                }

                found.Add(entry.FullName);
            }
        }
    }

    private static IReadOnlyList<FileSystemInfo> EntriesOf(DirectoryInfo folder, bool isWhole)
    {
        try
        {
            return [.. ProjectedFolder.EntriesOf(folder)];
        }
        catch (Exception exception) when (!isWhole && exception is (IOException or UnauthorizedAccessException))
        {
            return [];
        }
    }
}
