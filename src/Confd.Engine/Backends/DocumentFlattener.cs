using System.Text;
using Confd.Engine.Documents;
using Confd.Engine.Keys;

namespace Confd.Engine.Backends;

/// <summary>Gives every scalar of a document its key: names and list positions, joined with <c>/</c> and cleaned.</summary>
internal sealed class DocumentFlattener(string path, UnsupportedScalars unsupportedScalars, Action<SkippedValue> onSkipped)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = [];

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
                _values[key] = scalar.Value;
                break;
            case DocumentNode.Unsupported { } unsupported:
                VisitUnsupported(unsupported, key);
                break;
            case DocumentNode.Sequence sequence:
                for (var index = 0; index < sequence.Elements.Count; index++)
                {
                    Visit(sequence.Elements[index], Join(key, index.ToString()));
                }

                break;
            case DocumentNode.Mapping mapping:
                foreach (var (name, value) in mapping.Entries)
                {
                    Visit(value, Join(key, name));
                }

                break;
        }
    }

    private void VisitUnsupported(DocumentNode.Unsupported unsupported, string key)
    {
        if (unsupportedScalars == UnsupportedScalars.Keep)
        {
            _values[key] = Encoding.UTF8.GetBytes(unsupported.Text);
        }
        else
        {
            onSkipped(new SkippedValue(key, path, unsupported.Line, $"{unsupported.Description}; put it in quotes"));
        }
    }

    // Names may hold slashes and dots: the original joins with Go's path.Join, which resolves them.
    private static string Join(string key, string name) => name is "" or "." or ".." || name.Contains('/')
        ? KeyPath.Clean($"{key}/{name}")
        : key == "/" ? key + name : $"{key}/{name}";
}
