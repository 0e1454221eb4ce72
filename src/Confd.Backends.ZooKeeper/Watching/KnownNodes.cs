namespace Confd.Backends.ZooKeeper.Watching;

/// <summary>The nodes of a watch, in order: those below one are found without searching all.</summary>
/// <remarks>Belongs to one loop: not thread-safe.</remarks>
internal sealed class KnownNodes
{
    private readonly Dictionary<string, NodeState> _states;
    private readonly SortedSet<string> _names;

    /// <summary>Creates the set with these nodes.</summary>
    public KnownNodes(Dictionary<string, NodeState> states)
    {
        _states = states;
        _names = new SortedSet<string>(states.Keys, StringComparer.Ordinal);
    }

    public int Count => _states.Count;

    /// <summary>Replaces a node and all below it by their current state.</summary>
    /// <param name="path">The node.</param>
    /// <param name="now">The node, and those below it; empty where it is gone.</param>
    /// <returns>The names of the nodes that differ.</returns>
    public IReadOnlyList<string> Replace(string path, Dictionary<string, NodeState> now)
    {
        var before = AtOrBelow(path).ToDictionary(name => name, name => _states[name], StringComparer.Ordinal);
        foreach (var gone in before.Keys)
        {
            _states.Remove(gone);
            _names.Remove(gone);
        }

        foreach (var (name, state) in now)
        {
            _states[name] = state;
            _names.Add(name);
        }

        return [.. before.Keys.Union(now.Keys, StringComparer.Ordinal).Where(name =>
            !before.TryGetValue(name, out var old) || !now.TryGetValue(name, out var fresh) || old != fresh)];
    }

    private string[] AtOrBelow(string path)
    {
        if (path == "/")
        {
            return [.. _names];
        }

        // The character after a slash is a zero.
        var below = _names.GetViewBetween($"{path}/", $"{path}0").Where(name => name.StartsWith($"{path}/", StringComparison.Ordinal));
        return _states.ContainsKey(path) ? [path, .. below] : [.. below];
    }
}
