using System.Text;
using Confd.Engine.Files;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>
/// Removes files of a <c>for_each</c> whose keys have gone. Only files that confd made are ever removed: they are listed in a hidden file beside
/// them, which outlives the program.
/// </summary>
internal sealed partial class StaleFiles(UpdateOptions options, ILogger logger)
{
    private const UnixFileMode ListMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ILogger _logger = logger;

    /// <summary>Removes files that are listed but not among the current ones, and writes the list anew.</summary>
    /// <param name="resource">The resource whose files they are.</param>
    /// <param name="current">All its destinations.</param>
    /// <returns>The removed files; none where nothing may be written.</returns>
    /// <exception cref="UpdateException">A file cannot be removed, or the list cannot be written.</exception>
    public IReadOnlyList<string> Remove(Resource resource, IReadOnlyList<string> current)
    {
        if (resource.ForEach?.ListPath is not { } listPath)
        {
            return [];
        }

        try
        {
            string[] listed = File.Exists(listPath) ? File.ReadAllLines(listPath) : [];
            string[] stale = [.. listed.Except(current, StringComparer.Ordinal)];
            if (stale.Length > 0 && current.Count == 0)
            {
                // No key at all is more often a wrong table or prefix than the wish to lose every file.
                LogKept(stale.Length, resource.ForEach.Key);
                return [];
            }

            return options.Noop ? Show(stale) : Remove(resource, listPath, listed, stale, current);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StageException)
        {
            throw new UpdateException($"cannot remove stale files: {exception.Message}", exception);
        }
    }

    private string[] Show(string[] stale)
    {
        foreach (var path in stale)
        {
            LogNoop(path);
        }

        return [];
    }

    private string[] Remove(Resource resource, string listPath, string[] listed, string[] stale, IReadOnlyList<string> current)
    {
        foreach (var path in stale)
        {
            File.Delete(path);
            LogRemoved(path);
        }

        // After the removals: a program killed in between finds the files listed still, and removes them next time.
        if (!listed.SequenceEqual(current, StringComparer.Ordinal) && (current.Count > 0 || listed.Length > 0))
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(current.Select(path => path + "\n")));
            using var staged = StagedFile.Create(listPath, text, new FileAccessRights(ListMode, resource.UserId, resource.GroupId));
            staged.MoveTo(listPath);
        }

        return stale;
    }

    [LoggerMessage(LogLevel.Information, "Removed {Path}: its key is gone")]
    private partial void LogRemoved(string path);

    [LoggerMessage(LogLevel.Warning, "Noop mode enabled. {Path} will not be removed")]
    private partial void LogNoop(string path);

    [LoggerMessage(LogLevel.Warning, "Keeping {Count} files: there is no key at all below {Key}")]
    private partial void LogKept(int count, string key);
}
