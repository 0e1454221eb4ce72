using System.Text;

namespace Confd.Engine.Documents;

/// <summary>A value of a JSON or YAML document. YAML aliases make one node appear in several places.</summary>
internal abstract class DocumentNode
{
    /// <summary>The nesting limit; deeper documents are refused.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Null: it yields no key.</summary>
    public static DocumentNode Nothing { get; } = new Null();

    private sealed class Null : DocumentNode;

    /// <summary>A scalar that becomes the value of a key, as its bytes.</summary>
    public sealed class Scalar(ReadOnlyMemory<byte> value) : DocumentNode
    {
        public Scalar(string text)
            : this(Encoding.UTF8.GetBytes(text))
        {
        }

        public ReadOnlyMemory<byte> Value { get; } = value;

        /// <summary>The type of the text where types matter.</summary>
        public ScalarKind Kind { get; init; }
    }

    /// <summary>A value that the original leaves out.</summary>
    public sealed class Unsupported(string text, int line, string description) : DocumentNode
    {
        public string Text { get; } = text;

        public int Line { get; } = line;

        public string Description { get; } = description;

        /// <summary>False for a date.</summary>
        public bool IsNumber { get; init; }
    }

    /// <summary>Elements in order.</summary>
    public sealed class Sequence(List<DocumentNode> elements) : DocumentNode
    {
        public List<DocumentNode> Elements { get; } = elements;
    }

    /// <summary>Entries in order, each name once.</summary>
    public sealed class Mapping(OrderedDictionary<string, DocumentNode> entries) : DocumentNode
    {
        public OrderedDictionary<string, DocumentNode> Entries { get; } = entries;
    }
}
