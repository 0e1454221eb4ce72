namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>A walk as the engine reads it.</summary>
/// <param name="keys">The nodes that are keys.</param>
/// <param name="tree">All nodes, those without data too.</param>
internal sealed class ZooKeeperReading(SortedKeyReading keys, Tree tree) : KeyReading
{
    public override int? Count => keys.Count;

    public override IReadOnlyList<string> FindAbsent(IReadOnlyList<string> lookupKeys) =>
        [.. lookupKeys.Where(text => new LookupKey(text) is { IsRoot: false } key && !tree.Nodes.ContainsKey(key.Path))];

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) => keys.Select(lookupKeys);
}
