using System.Text;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Backends;

/// <summary>Assigns a key to every scalar of a document: names and list positions, joined with <c>/</c> and cleaned.</summary>
/// <param name="path">The file, for errors.</param>
/// <param name="unsupportedScalars">How values that the original leaves out are handled.</param>
/// <param name="onSkipped">Called for each value that is left out.</param>
/// <param name="isStrict">Whether a duplicate key is an error; otherwise the later entry counts, as in the original.</param>
internal sealed class DocumentFlattener(
    string path, UnsupportedScalars unsupportedScalars, Action<SkippedValue> onSkipped, bool isStrict = false)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<string, string[]> _resolved = [];

    /// <summary>The keys of a document and their values, in its order.</summary>
    /// <exception cref="DocumentException">Two entries have the same key, where that is refused.</exception>
    public Dictionary<string, ReadOnlyMemory<byte>> Flatten(DocumentNode root)
    {
        _values.EnsureCapacity(CountScalars(root));
        Visit(root, "/");
        return _values;
    }

    private static int CountScalars(DocumentNode node) => node switch
    {
        DocumentNode.Sequence sequence => sequence.Elements.Sum(CountScalars),
        DocumentNode.Mapping mapping => mapping.Entries.Sum(entry => CountScalars(entry.Value)),
        _ => 1,
    };

    private void Visit(DocumentNode node, string key)
    {
        switch (node)
        {
            case DocumentNode.Scalar scalar:
                Add(key, scalar.Value);
                break;
            case DocumentNode.Unsupported { } unsupported:
                VisitUnsupported(unsupported, key);
                break;
            case DocumentNode.Sequence sequence:
                for (var index = 0; index < sequence.Elements.Count; index++)
                {
                    VisitEntry(sequence.Elements[index], key, index.ToString());
                }

                break;
            case DocumentNode.Mapping mapping:
                foreach (var (name, value) in mapping.Entries)
                {
                    VisitEntry(value, key, name);
                }

                break;
        }
    }

    private void VisitEntry(DocumentNode node, string above, string name)
    {
        _names.Add(name);
        Visit(node, Join(above, name));
        _names.RemoveAt(_names.Count - 1);
    }

    private void Add(string key, ReadOnlyMemory<byte> value)
    {
        if (isStrict && _values.ContainsKey(key))
        {
            var first = _resolved.GetValueOrDefault(key) ?? key[1..].Split('/');
            throw new DocumentException(ErrorText.Format(
                $"two entries are the key {Quote(key)}: {Quote(first)}, and {Quote([.. _names])}"))
            {
                QuotesName = true,
            };
        }

        // The names of all others are part of their keys.
        if (isStrict && _names.Exists(IsResolved))
        {
            _resolved[key] = [.. _names];
        }

        _values[key] = value;
    }

    private static ErrorText Quote(string name) => ErrorText.Quoted(ByteString.FromString(name));

    // Formats "port" in "db" in "app".
    private static ErrorText Quote(string[] names) =>
        names.Aggregate((ErrorText?)null, (outer, name) => outer is null ? Quote(name) : ErrorText.Format($"{Quote(name)} in {outer}"))!;

    private void VisitUnsupported(DocumentNode.Unsupported unsupported, string key)
    {
        if (unsupportedScalars == UnsupportedScalars.Keep)
        {
            Add(key, Encoding.UTF8.GetBytes(unsupported.Text));
        }
        else
        {
            onSkipped(new SkippedValue(key, path, unsupported.Line, $"{unsupported.Description}; put it in quotes"));
        }
    }

    // Names may contain slashes and dots: the original joins with Go's path.Join, which resolves them.
    private static string Join(string key, string name) => IsResolved(name)
        ? KeyPath.Clean($"{key}/{name}")
        : key == "/" ? key + name : $"{key}/{name}";

    private static bool IsResolved(string name) => name is "" or "." or ".." || name.Contains('/');
}
