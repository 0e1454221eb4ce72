using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>
/// Removes files of a <c>for_each</c> whose keys were removed. Only regular files below the resource's folder that this program wrote, and
/// that are in its list in the state folder, are ever removed, and no link is followed on the path to them.
/// </summary>
internal sealed partial class StaleFiles(UpdateOptions options, CreatedFilesStore store, DestinationWriter writer, ILogger logger)
{
    private readonly ILogger _logger = logger;

    // Lists that could not be written, by resource file: nothing is removed by them until they are.
    private readonly Dictionary<string, CreatedFiles> _unsaved = new(StringComparer.Ordinal);

    /// <summary>Lists the files that are about to be created, so that a program that is killed in between finds them at its next
    /// start.</summary>
    /// <param name="resource">The resource of the files.</param>
    /// <param name="files">The files for its current keys.</param>
    /// <returns>The files listed before; null where nothing has to be removed.</returns>
    public CreatedFiles? RecordPlanned(Resource resource, ForEachFiles files)
    {
        if (resource.ForEach is not { RemovesStaleFiles: true } forEach || UnixTree.RealPathOf(forEach.Folder) is not { } folder)
        {
            return null;
        }

        var path = Path.GetFullPath(resource.Path);
        var listed = store.Load(resource.Path, forEach) ?? new CreatedFiles(path, folder, []);
        if (listed.Folder != folder)
        {
            LogMoved(listed.Files.Count, listed.Folder, forEach.Folder);
            listed = new CreatedFiles(path, folder, []);
        }

        listed = WithUnsaved(resource, listed);
        if (!options.Noop)
        {
            var missing = files.Instances.Select(
                instance => instance.File.FullPath).Where(path => !UnixTree.IsTaken(path)).Select(path => Below(forEach, path));
            SaveIfNew(resource, listed, listed.Files.Union(missing, StringComparer.Ordinal));
        }

        return listed;
    }

    /// <summary>Removes the files that are listed but no longer claimed, and lists the remaining ones.</summary>
    /// <param name="resource">The resource of the files.</param>
    /// <param name="listed">The result of <see cref="RecordPlanned"/>.</param>
    /// <param name="files">The files for its current keys.</param>
    /// <param name="written">The full paths of the files that were written since.</param>
    /// <param name="beforeRemoval">Called for each file before it is removed.</param>
    /// <param name="stop">Leaves the others for the next run.</param>
    /// <returns>The result for each stale file, by its path as in <c>dest</c>; none where nothing may be written.</returns>
    public IReadOnlyList<StaleFile> RemoveUnclaimed(
        Resource resource,
        CreatedFiles listed,
        ForEachFiles files,
        IReadOnlyCollection<string> written,
        Action<string> beforeRemoval,
        CancellationToken stop)
    {
        var forEach = resource.ForEach!;
        var made = listed.Files.Union(
            written.Select(path => Below(forEach, path)), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);

        // A file that another resource now claims belongs to that.
        made.RemoveWhere(file => !IsClaimed(file) && files.IsTaken(PlaceOf(file)));
        string[] stale = [.. made.Where(file => !IsClaimed(file)).Order(StringComparer.Ordinal)];
        if (options.Noop)
        {
            foreach (var file in stale)
            {
                LogNoop(Path.Join(forEach.Folder, file));
            }

            return [];
        }

        // No key at all more often means a wrong table or prefix than an intended removal of every file; and a name whose file is unknown
        // may own any file, even one of another resource.
        var isKept = stale.Length > 0 && (files.Claimed.Count == 0 || !files.IsComplete);
        if (isKept && files.Claimed.Count == 0)
        {
            LogKept(stale.Length, forEach.Key);
        }
        else if (isKept)
        {
            LogUnknown(stale.Length, forEach.Key);
        }

        StaleFile[] ends = isKept
            ? []
            : [.. stale.TakeWhile(_ => !stop.IsCancellationRequested).Select(file => Remove(listed.Folder, resource, file, beforeRemoval))];
        made.ExceptWith(stale.Zip(ends).Where(pair => pair.Second.Problem is null).Select(pair => pair.First));

        // A file that is claimed but was never created does not belong to this program yet: another one may create it.
        made.RemoveWhere(file => IsClaimed(file) && !UnixTree.IsTaken(Path.Join(listed.Folder, file)));
        Save(resource, listed with { Files = [.. made.Order(StringComparer.Ordinal)] });
        return ends;

        FilePlace PlaceOf(string file) => files.Places.Of(Path.Join(forEach.Folder, file));

        bool IsClaimed(string file) => files.Claimed.Contains(PlaceOf(file));
    }

    private static string Below(ForEach forEach, string fullPath) => Path.GetRelativePath(Path.GetFullPath(forEach.Folder), fullPath);

    private void SaveIfNew(Resource resource, CreatedFiles listed, IEnumerable<string> files)
    {
        string[] sorted = [.. files.Order(StringComparer.Ordinal)];
        if (sorted.Length > listed.Files.Count)
        {
            Save(resource, listed with { Files = sorted });
        }
    }

    private void Save(Resource resource, CreatedFiles list)
    {
        if (store.Save(resource, list))
        {
            _unsaved.Remove(resource.Path);
        }
        else
        {
            _unsaved[resource.Path] = Union(list, _unsaved.GetValueOrDefault(resource.Path));
        }
    }

    private CreatedFiles WithUnsaved(Resource resource, CreatedFiles listed)
    {
        if (!_unsaved.TryGetValue(resource.Path, out var unsaved))
        {
            return listed;
        }

        var all = Union(listed, unsaved);
        Save(resource, all);
        return _unsaved.ContainsKey(resource.Path) ? listed : all;
    }

    // What was only about to be created, and does not exist, is not this program's.
    private static CreatedFiles Union(CreatedFiles list, CreatedFiles? unsaved)
    {
        if (unsaved?.Folder != list.Folder)
        {
            return list;
        }

        var made = unsaved.Files.Where(file => UnixTree.IsTaken(Path.Join(list.Folder, file)));
        return list with { Files = [.. list.Files.Union(made, StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
    }

    private StaleFile Remove(string folder, Resource resource, string file, Action<string> beforeRemoval)
    {
        var shown = Path.Join(resource.ForEach!.Folder, file);
        try
        {
            beforeRemoval(shown);
            var outcome = UnixTree.Remove(folder, file);
            if (outcome == RemovalOutcome.Removed)
            {
                LogRemoved(shown);
            }
            else if (outcome == RemovalOutcome.NotOurs)
            {
                LogNotOurs(PathRules.Show(shown));
            }

            CleanLeftovers(new TargetFile(resource, shown, PathOrigin.Computed));
            return new StaleFile(shown, outcome == RemovalOutcome.Removed, null);
        }
        catch (IOException exception)
        {
            return new StaleFile(shown, IsRemoved: false, $"cannot remove a stale file: {exception.Message}");
        }
    }

    // No other step finds them once the name is gone.
    private void CleanLeftovers(TargetFile file)
    {
        try
        {
            using var folder = file.HoldFolder();
            writer.CleanLeftovers(folder?.At(file.Path) ?? file.Path);
        }
        catch (IOException)
        {
            // Its folder is gone too, or no longer belongs to this program.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Path}: its key is gone")]
    private partial void LogRemoved(string path);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Not removing {Path}: a link or something else has replaced the file that was created")]
    private partial void LogNotOurs(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Forgetting {Count} files created in {Old}: {Folder} is a different folder now")]
    private partial void LogMoved(int count, string old, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Noop mode enabled. {Path} will not be removed")]
    private partial void LogNoop(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keeping {Count} files: there is no key at all below {Key}")]
    private partial void LogKept(int count, string key);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Keeping {Count} files: a name below {Key} has no destination, or those of another resource are not known, "
            + "and any of them may be its file")]
    private partial void LogUnknown(int count, string key);
}
