using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Engine.Files;

/// <summary>Removes staged files that killed runs left behind before this instance first listed their folder. For one thread at a
/// time.</summary>
internal sealed class StagedFileCleanup
{
    // By folders, not by destinations: there is no limit to the destinations of a `for_each`, whose names come and go.
    private readonly Dictionary<string, List<string>> _candidates = [];

    /// <summary>Deletes staged files of a destination that no program has locked; files kept with <c>--keep-stage-file</c> stay.</summary>
    /// <returns>The deleted paths; each file is checked once.</returns>
    public IReadOnlyList<string> Remove(FilePath destination) =>
        RemoveIn(destination.Folder, name => StageName.IsTransient(name, destination.Text));

    /// <summary>The same for all destinations in a folder.</summary>
    public IReadOnlyList<string> RemoveAll(FilePath folder) => RemoveIn(folder, StageName.IsTransient);

    private List<string> RemoveIn(FilePath folder, Predicate<string> isOurs)
    {
        var removed = new List<string>();
        try
        {
            var candidates = CandidatesIn(folder);
            foreach (var name in candidates.FindAll(isOurs))
            {
                candidates.Remove(name);
                var file = folder.In(name);
                if (TryRemove(file))
                {
                    removed.Add(Path.GetFullPath(file.Text));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: if that matters, staging reports it next.
        }

        return removed;
    }

    // Listed once: many destinations may share a folder, and this program removes its own staged files itself.
    private List<string> CandidatesIn(FilePath folder)
    {
        if (!_candidates.TryGetValue(folder.Text, out var files))
        {
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.Directory | FileAttributes.ReparsePoint };
            files = [.. new DirectoryInfo(folder.SystemPath).EnumerateFiles($".*{StageName.Mark}*", options).Select(file => file.Name)];
            _candidates.Add(folder.Text, files);
        }

        return files;
    }

    // A user who may write to the folder can give the name to any file.
    private static bool TryRemove(FilePath file)
    {
        using var handle = UnixTree.TryOpenForReading(file);
        if (handle is null || UnixFile.Stat(file)?.Kind != FileKind.Regular)
        {
            return false;
        }

        return UnixFile.TryLockExclusive(handle) is { } isLeft ? isLeft && Delete(file) : TryRemoveForWriting(file);
    }

    // A file that is open for writing cannot be executed, as check commands may do: only where there is no other way.
    private static bool TryRemoveForWriting(FilePath file)
    {
        try
        {
            using var handle = UnixFile.OpenForWriting(file);
            return UnixFile.Stat(handle).Kind == FileKind.Regular && UnixFile.TryLockExclusive(handle) == true && Delete(file);
        }
        catch (UnixException)
        {
            return false;
        }
    }

    private static bool Delete(FilePath file)
    {
        File.Delete(file.SystemPath);
        return true;
    }
}
