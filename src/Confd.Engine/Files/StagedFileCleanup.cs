using Confd.Engine.Posix;

namespace Confd.Engine.Files;

/// <summary>Removes staged files that killed runs left behind before this instance first looked into their folder. For one thread at a
/// time.</summary>
internal sealed class StagedFileCleanup
{
    // By folders, not by destinations: those come and go with the names of a `for_each`, without end.
    private readonly Dictionary<string, List<FileInfo>> _candidates = [];

    /// <summary>Deletes staged files of a destination that no program holds; files kept with <c>--keep-stage-file</c> stay.</summary>
    /// <returns>The deleted paths; each file is looked at once.</returns>
    public IReadOnlyList<string> Remove(string destination)
    {
        var removed = new List<string>();
        try
        {
            var candidates = CandidatesIn(StageName.DirectoryOf(destination));
            foreach (var file in candidates.FindAll(file => StageName.IsTransient(file.Name, destination)))
            {
                candidates.Remove(file);
                if (TryRemove(file))
                {
                    removed.Add(file.FullName);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: if that matters, staging says so next.
        }

        return removed;
    }

    // Listed once: many destinations may share a folder, and what this program itself stages it also removes.
    private List<FileInfo> CandidatesIn(string folder)
    {
        if (!_candidates.TryGetValue(folder, out var files))
        {
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.Directory | FileAttributes.ReparsePoint };
            files = [.. new DirectoryInfo(folder).EnumerateFiles($".*{StageName.Mark}*", options)];
            _candidates.Add(folder, files);
        }

        return files;
    }

    // Whoever may write to the folder can give the name to anything.
    private static bool TryRemove(FileInfo file)
    {
        using var handle = UnixTree.OpenIfPossible(file.FullName);
        if (handle is null || FileState.Of(file.FullName)?.Kind != FileKind.Regular || !UnixFile.TryLockExclusive(handle))
        {
            return false;
        }

        file.Delete();
        return true;
    }
}
