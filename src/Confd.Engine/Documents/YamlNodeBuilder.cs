using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Documents;

/// <summary>Builds the nodes of one YAML document from parser events: anchors, aliases, merge keys, no duplicate names in a
/// mapping.</summary>
/// <remarks>
/// The rules are those of Go's yaml.v3, which the original uses. Helm's are older: words like <c>yes</c> are booleans, names are the
/// values of their scalars (<c>0x10</c> is <c>16</c>), and of two entries with the same name the later counts.
/// </remarks>
internal sealed class YamlNodeBuilder(Parser parser, string text, bool asHelm)
{
    // Aliases let a short text represent billions of values and any depth: an anchor's content counts for each of its aliases.
    private const int MaxAliased = 2_000_000;

    private readonly Dictionary<string, Anchored?> _anchors = [];
    private int _depth;
    private int _deepest;
    private long _nodes;
    private long _aliased;

    /// <summary>Builds the node whose first event is next.</summary>
    public DocumentNode Build()
    {
        var first = parser.Current!;
        var nodesBefore = _nodes++;
        Reach(++_depth, first);
        var deepestAround = _deepest;
        _deepest = _depth;
        var anchor = first is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        var node = first switch
        {
            AnchorAlias alias => Resolve(alias),
            Scalar scalar => YamlScalars.Read(scalar, asHelm),
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
            // An anchor of the same name within it began later, and is the one that aliases refer to from then on.
            _anchors[anchor] ??= new Anchored(node, _deepest - _depth, _nodes - nodesBefore);
        }

        _deepest = Math.Max(_deepest, deepestAround);
        _depth--;
        return node;
    }

    private void Reach(int depth, ParsingEvent place)
    {
        if (depth > DocumentNode.MaxDepth)
        {
            throw Error(place, $"values nest deeper than {DocumentNode.MaxDepth} levels");
        }

        _deepest = Math.Max(_deepest, depth);
    }

    private static DocumentException NotMergeable(ParsingEvent place) =>
        Error(place, "map merge requires map or sequence of maps as the value");

    private static DocumentException Error(ParsingEvent place, ErrorText reason) =>
        new(ErrorText.Format($"yaml: line {place.Start.Line}: {reason}"));

    // A value that begins with an asterisk and lacks its quotes looks like an alias, so redacted errors do not quote it.
    private DocumentNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            throw Error(alias, new($"unknown anchor '{alias.Value.Value}' referenced", "an unknown anchor is referenced"));
        }

        if (anchored is not { } named)
        {
            throw Error(alias, new($"anchor '{alias.Value.Value}' value contains itself", "the value of an anchor contains itself"));
        }

        Reach(_depth + named.Height, alias);
        _nodes += named.Nodes - 1;
        _aliased += named.Nodes;
        return _aliased <= MaxAliased
            ? named.Node
            : throw Error(alias, $"document contains excessive aliasing: more than {MaxAliased} values");
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

    private DocumentNode BuildMapping()
    {
        var start = parser.Consume<MappingStart>();
        DocumentNode? word = null;
        var entries = new OrderedDictionary<string, DocumentNode>();
        var lines = new Dictionary<string, long>();
        DocumentNode? merged = null;
        ParsingEvent? mergePlace = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Current!;
            var name = ReadName();
            if (!lines.TryAdd(name, key.Start.Line) && !asHelm)
            {
                throw new DocumentException(ErrorText.Format(
                    $"yaml: line {key.Start.Line}: mapping key {ErrorText.Quoted(ByteString.FromString(name))} already "
                    + $"defined at line {lines[name]}"))
                {
                    QuotesName = true,
                };
            }

            if (key is Scalar scalar && YamlScalars.IsMergeKey(scalar))
            {
                mergePlace = key;
                var isAlias = parser.Current is AnchorAlias;
                merged = Build();
                if (isAlias && merged is not DocumentNode.Mapping)
                {
                    throw NotMergeable(key);
                }

                continue;
            }

            var value = parser.Current!;
            var node = Build();
            if (start.Style == MappingStyle.Flow && EndsInColon(key, value))
            {
                name = $"{((Scalar)key).Value}:";
                word = IsWithoutBraces(start) ? new DocumentNode.Scalar(name) : null;
            }

            entries[name] = node;
        }

        Merge(entries, merged, mergePlace);
        return word ?? new DocumentNode.Mapping(entries);
    }

    // [x:, y] and {x:, y: z} begin with a word that ends in a colon for Go's library, with a name without a value for this one.
    private bool EndsInColon(ParsingEvent key, ParsingEvent value) =>
        key is Scalar { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Anchor.IsEmpty: true, Value.Length: > 0 }
        && value is Scalar { Style: ScalarStyle.Plain, Value.Length: 0 }
        && value.Start.Index == key.End.Index + 1
        && text[(int)key.End.Index] == ':';

    // The library gives such a mapping no position; one at the start of a text is not nested.
    private bool IsWithoutBraces(MappingStart start) => start.Start.Index == 0 && _depth > 1;

    /// <summary>The name of an entry: the text of a scalar as it is written, by the original's rules, so <c>1</c> and <c>true</c> are names
    /// too.</summary>
    private string ReadName()
    {
        var place = parser.Current!;
        if (place is Scalar { Anchor.IsEmpty: true } plain && !asHelm)
        {
            parser.MoveNext();
            return YamlScalars.Name(plain);
        }

        return Build() switch
        {
            DocumentNode.Scalar scalar => Encoding.UTF8.GetString(scalar.Value.Span),
            DocumentNode.Unsupported date when asHelm => date.Text,
            _ => throw Error(place, "invalid map key: a list, a mapping or null cannot be one"),
        };
    }

    /// <summary>Adds the entries of <c>&lt;&lt;</c>: explicit entries override them, and earlier mappings of a list override later
    /// ones.</summary>
    private static void Merge(OrderedDictionary<string, DocumentNode> entries, DocumentNode? merged, ParsingEvent? place)
    {
        if (merged is null)
        {
            return;
        }

        foreach (var source in merged is DocumentNode.Sequence list ? list.Elements : [merged])
        {
            if (source is not DocumentNode.Mapping mapping)
            {
                throw NotMergeable(place!);
            }

            foreach (var (name, value) in mapping.Entries)
            {
                entries.TryAdd(name, value);
            }
        }
    }

    /// <summary>The target of an alias.</summary>
    /// <param name="Node">The value.</param>
    /// <param name="Height">The number of levels below its own.</param>
    /// <param name="Nodes">The number of its values, with those of its aliases.</param>
    private readonly record struct Anchored(DocumentNode Node, int Height, long Nodes);
}
