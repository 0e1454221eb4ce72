namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>The result of a walk as a reading of the engine.</summary>
/// <param name="keys">The nodes that are keys.</param>
/// <param name="tree">All nodes, including those without data.</param>
internal sealed class ZooKeeperReading(SortedKeyReading keys, Tree tree) : KeyReading
{
    public override int? Count => keys.Count;

    public override IReadOnlyList<string> FindAbsent(IReadOnlyList<string> lookupKeys) =>
        [.. lookupKeys.Where(text => new LookupKey(text) is { IsRoot: false } key && !tree.Nodes.ContainsKey(key.Path))];

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) => keys.Select(lookupKeys);
}
