using System.Globalization;
using System.Text;
using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Values as YAML, laid out as Helm does: keys in byte order, two blanks a level, lists of a mapping under its key without
/// further blanks, no line end at the end. Lines are never folded.</summary>
internal sealed class YamlWriter
{
    private const int MaximumDepth = 1_000;
    private const int Step = 2;

    private readonly StringBuilder _output = new();
    private readonly int _listIndent;

    private YamlWriter(int listIndent) => _listIndent = listIndent;

    /// <summary>The text of a value.</summary>
    /// <exception cref="TemplateFunctionException">The value has no JSON form, and so no form here.</exception>
    public static ByteString Write(Value value) => Write(value, listIndent: 0);

    /// <summary>The text of a value, lists further in than their keys.</summary>
    /// <exception cref="TemplateFunctionException">The value has no JSON form, and so no form here.</exception>
    public static ByteString WritePretty(Value value) => Write(value, Step);

    private static ByteString Write(Value value, int listIndent)
    {
        // Go writes JSON first: what JSON does not know fails, and names and numbers look as they do there.
        var plain = JsonReader.ReadAny(JsonWriter.Write(value), keepsIntegers: true);
        var writer = new YamlWriter(listIndent);
        writer.WriteNode(plain, 0);
        return ByteString.FromString(writer._output.ToString());
    }

    // The cursor stands where the node begins; nothing ends its last line.
    private void WriteNode(Value value, int indent)
    {
        switch (value.Kind)
        {
            case GoKind.Map when value.AsMap().Count > 0:
                WriteMapping(value.AsMap(), indent);
                break;
            case GoKind.Slice when value.AsSlice().Length > 0:
                WriteSequence(value.AsSlice(), indent);
                break;
            case GoKind.Map:
                _output.Append("{}");
                break;
            case GoKind.Slice:
                _output.Append("[]");
                break;
            case GoKind.String:
                _output.Append(YamlText.Write(value.AsString().ToString(), indent));
                break;
            case GoKind.Bool:
                _output.Append(value.AsBool() ? "true" : "false");
                break;
            case GoKind.Int64:
                _output.Append(CultureInfo.InvariantCulture, $"{value.AsInt()}");
                break;
            case GoKind.Uint64:
                _output.Append(CultureInfo.InvariantCulture, $"{(ulong)value.AsInt()}");
                break;
            case GoKind.Float64:
                _output.Append(GoFormat.FormatFloat(value.AsFloat(), 'g', -1));
                break;
            default:
                _output.Append("null");
                break;
        }
    }

    private static void CheckDepth(int indent)
    {
        if (indent > MaximumDepth * Step)
        {
            throw new TemplateFunctionException($"yaml: nested more than {MaximumDepth} levels deep");
        }
    }

    private void WriteMapping(GoMap map, int indent)
    {
        CheckDepth(indent);
        var isFirst = true;
        foreach (var key in map.SortedKeys.ToArray())
        {
            NextLine(ref isFirst, indent);
            map.TryGetValue(key, out var value);
            _output.Append(YamlText.WriteKey(key.ToString())).Append(':');
            if (value is { Kind: GoKind.Map } && value.AsMap().Count > 0)
            {
                StartLine(indent + Step);
                WriteMapping(value.AsMap(), indent + Step);
            }
            else if (value is { Kind: GoKind.Slice } && value.AsSlice().Length > 0)
            {
                StartLine(indent + _listIndent);
                WriteSequence(value.AsSlice(), indent + _listIndent);
            }
            else
            {
                _output.Append(' ');
                WriteNode(value, indent + Step);
            }
        }
    }

    private void WriteSequence(GoSlice list, int indent)
    {
        CheckDepth(indent);
        var isFirst = true;
        foreach (var element in list.Span.ToArray())
        {
            NextLine(ref isFirst, indent);
            _output.Append("- ");
            WriteNode(element, indent + Step);
        }
    }

    private void NextLine(ref bool isFirst, int indent)
    {
        if (!isFirst)
        {
            StartLine(indent);
        }

        isFirst = false;
    }

    private void StartLine(int indent) => _output.Append('\n').Append(' ', indent);
}
