using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>The folders that have to be observed to detect every change of the configured paths.</summary>
internal sealed class WatchPoints : IEquatable<WatchPoints>
{
    // Folder -> names in it -> whether a change of that name may change the points themselves.
    private readonly Dictionary<string, Dictionary<string, bool>> _names = [];
    private readonly HashSet<string> _trees = [];

    /// <summary>Folders of which single names are observed.</summary>
    public IEnumerable<string> Folders => _names.Keys;

    /// <summary>Folders that are observed with everything below.</summary>
    public IEnumerable<string> Trees => _trees;

    /// <summary>Finds the points of the given paths in the current file system.</summary>
    public static WatchPoints Find(IEnumerable<string> paths)
    {
        var points = new WatchPoints();
        foreach (var path in paths)
        {
            points.AddPath(path, isInsideTree: false);
        }

        return points;
    }

    /// <summary>True where a name in a folder is observed.</summary>
    public bool Contains(string folder, string? name) =>
        name is not null && _names.TryGetValue(folder, out var names) && names.ContainsKey(name);

    /// <summary>True where a change of a name may change the points: a link, a missing part of a path, a folder that is observed
    /// itself.</summary>
    public bool IsStructural(string folder, string? name) =>
        name is not null && _names.TryGetValue(folder, out var names) && names.TryGetValue(name, out var isStructural) && isStructural;

    /// <inheritdoc/>
    public bool Equals(WatchPoints? other) =>
        other is not null
        && _trees.SetEquals(other._trees)
        && _names.Count == other._names.Count
        && _names.All(folder =>
            other._names.TryGetValue(folder.Key, out var names) && names.Count == folder.Value.Count && !names.Except(folder.Value).Any());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WatchPoints);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_names.Count, _trees.Count);

    private void AddPath(string path, bool isInsideTree)
    {
        var (target, links) = ResolveAsFarAsPossible(path);
        foreach (var link in links)
        {
            AddName(link, isStructural: true);
        }

        if (Directory.Exists(target))
        {
            AddName(target, isStructural: true);
            if (!isInsideTree)
            {
                AddTree(target);
            }

            return;
        }

        var parent = Path.GetDirectoryName(target);

        // A file created there may be a folder or a link.
        var isStructural = !File.Exists(target);
        while (parent is not null && !Directory.Exists(parent))
        {
            (target, parent) = (parent, Path.GetDirectoryName(parent));
        }

        AddName(target, isStructural);
    }

    private void AddTree(string folder)
    {
        if (!_trees.Add(folder))
        {
            return;
        }

        // Files that are links may have their content outside the folder.
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = true,
        };
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", everything))
        {
            if (entry.LinkTarget is not null)
            {
                AddPath(entry.FullName, isInsideTree: true);
            }
        }
    }

    private void AddName(string path, bool isStructural)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return;
        }

        if (!_names.TryGetValue(folder, out var names))
        {
            _names.Add(folder, names = []);
        }

        var name = Path.GetFileName(path);
        names[name] = isStructural || names.GetValueOrDefault(name);
    }

    private static (string Target, IReadOnlyList<string> Links) ResolveAsFarAsPossible(string path)
    {
        try
        {
            return RealPath.Resolve(path);
        }
        catch (IOException)
        {
            return (Path.GetFullPath(path), []);
        }
    }
}
