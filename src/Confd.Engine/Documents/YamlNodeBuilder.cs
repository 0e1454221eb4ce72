using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Documents;

/// <summary>Builds the nodes of one YAML document from parser events: anchors, aliases, merge keys, no name twice in a mapping.</summary>
/// <remarks>The rules are those of Go's yaml.v3, which the original uses.</remarks>
internal sealed class YamlNodeBuilder(Parser parser)
{
    // Merging copies entries: without a limit, a page of aliases to one large mapping takes minutes.
    private const int MaxMergedEntries = 5_000_000;

    private readonly Dictionary<string, DocumentNode?> _anchors = [];
    private int _depth;
    private int _mergedEntries;

    /// <summary>Builds the node whose first event is next.</summary>
    public DocumentNode Build()
    {
        if (++_depth > DocumentNode.MaxDepth)
        {
            throw Error(parser.Current!, $"values nest deeper than {DocumentNode.MaxDepth} levels");
        }

        var first = parser.Current!;
        var anchor = first is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        var node = first switch
        {
            AnchorAlias alias => Resolve(alias),
            Scalar scalar => YamlScalars.Read(scalar),
            SequenceStart => BuildSequence(),
            MappingStart => BuildMapping(),
            _ => throw Error(first, "expected a value"),
        };

        if (first is Scalar or AnchorAlias)
        {
            parser.MoveNext();
        }

        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        _depth--;
        return node;
    }

    private static DocumentException Error(ParsingEvent place, ErrorText reason) =>
        new(ErrorText.Format($"yaml: line {place.Start.Line}: {reason}"));

    // A value that begins with an asterisk and lacks its quotes looks like an alias.
    private static ErrorText Quoted(string name) => new($"'{name}'", ErrorText.Plain(ByteString.FromString(name)).Redacted);

    private DocumentNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Error(alias, ErrorText.Format($"unknown anchor {Quoted(alias.Value.Value)} referenced"));
        }

        return node ?? throw Error(alias, ErrorText.Format($"anchor {Quoted(alias.Value.Value)} value contains itself"));
    }

    private DocumentNode.Sequence BuildSequence()
    {
        parser.MoveNext();
        var elements = new List<DocumentNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            elements.Add(Build());
        }

        return new DocumentNode.Sequence(elements);
    }

    private DocumentNode.Mapping BuildMapping()
    {
        parser.MoveNext();
        var entries = new OrderedDictionary<string, DocumentNode>();
        var lines = new Dictionary<string, long>();
        DocumentNode? merged = null;
        ParsingEvent? mergePlace = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Current!;
            if (key is Scalar scalar && YamlScalars.IsMergeKey(scalar))
            {
                mergePlace = key;
                parser.MoveNext();
                merged = Build();
                continue;
            }

            var name = ReadName();
            if (!lines.TryAdd(name, key.Start.Line))
            {
                throw new DocumentException(ErrorText.Format(
                    $"yaml: line {key.Start.Line}: mapping key {ErrorText.Quoted(ByteString.FromString(name))} already "
                    + $"defined at line {lines[name]}"))
                {
                    QuotesName = true,
                };
            }

            entries.Add(name, Build());
        }

        Merge(entries, merged, mergePlace);
        return new DocumentNode.Mapping(entries);
    }

    /// <summary>The name of an entry: the text of a scalar as it is written, so <c>1</c> and <c>true</c> are names too.</summary>
    private string ReadName()
    {
        var place = parser.Current!;
        if (place is Scalar { Anchor.IsEmpty: true } plain)
        {
            parser.MoveNext();
            return YamlScalars.Name(plain);
        }

        return Build() is DocumentNode.Scalar scalar
            ? System.Text.Encoding.UTF8.GetString(scalar.Value.Span)
            : throw Error(place, "invalid map key: a list, a mapping or null cannot be one");
    }

    /// <summary>Adds what <c>&lt;&lt;</c> brings: explicit entries win, then earlier mappings of a list over later ones.</summary>
    private void Merge(OrderedDictionary<string, DocumentNode> entries, DocumentNode? merged, ParsingEvent? place)
    {
        if (merged is null)
        {
            return;
        }

        foreach (var source in merged is DocumentNode.Sequence list ? list.Elements : [merged])
        {
            if (source is not DocumentNode.Mapping mapping)
            {
                throw Error(place!, "map merge requires map or sequence of maps as the value");
            }

            _mergedEntries += mapping.Entries.Count;
            if (_mergedEntries > MaxMergedEntries)
            {
                throw Error(place!, "document contains excessive aliasing");
            }

            foreach (var (name, value) in mapping.Entries)
            {
                entries.TryAdd(name, value);
            }
        }
    }
}
