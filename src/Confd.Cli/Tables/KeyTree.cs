namespace Confd.Cli.Tables;

/// <summary>Keys as nested maps, the inverse of an import.</summary>
/// <remarks>
/// A key that has both a value and keys below it cannot be both a map and a text: the keys below it keep a path as its name
/// (<c>{"app": "x", "app/a": "y"}</c>), which import joins back to the same keys. So do keys beyond the nesting limit of the readers of
/// JSON and YAML.
/// </remarks>
internal sealed class KeyTree
{
    // The readers of import stop at 1000 levels; each level is indented further.
    private const int MaxDepth = 100;

    private readonly SortedDictionary<string, KeyTree> _children = new(StringComparer.Ordinal);

    /// <summary>The value of a leaf in UTF-8, else null.</summary>
    public ReadOnlyMemory<byte>? Value { get; private init; }

    /// <summary>Names and their subtrees, sorted.</summary>
    public IReadOnlyDictionary<string, KeyTree> Children => _children;

    public static KeyTree Create(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values)
    {
        var root = new KeyTree();
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            root.Add(key.TrimStart('/').Split('/', MaxDepth), value);
        }

        return root;
    }

    private void Add(string[] segments, ReadOnlyMemory<byte> value)
    {
        // Sorted by text, "/app" is added before "/app/a", so that a leaf on the path is found here.
        var node = this;
        for (var index = 0; index < segments.Length; index++)
        {
            var isLast = index == segments.Length - 1;
            var name = segments[index];
            while (!isLast && node._children.TryGetValue(name, out var leaf) && leaf.Value is not null)
            {
                name = $"{name}/{segments[++index]}";
                isLast = index == segments.Length - 1;
            }

            if (isLast)
            {
                node._children[name] = new KeyTree { Value = value };
                return;
            }

            if (!node._children.TryGetValue(name, out var next))
            {
                next = node._children[name] = new KeyTree();
            }

            node = next;
        }
    }
}
