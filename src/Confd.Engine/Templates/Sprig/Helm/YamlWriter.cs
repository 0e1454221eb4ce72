using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Writes values as YAML in the layout of Helm: keys in natural order, two spaces a level, no line end at the end. Lines are never
/// folded.</summary>
internal sealed class YamlWriter
{
    private const int Step = 2;

    private readonly RenderContext _context;
    private readonly StringBuilder _output = new();
    private readonly bool _isPretty;

    private YamlWriter(RenderContext context, bool isPretty)
    {
        _context = context;
        _isPretty = isPretty;
    }

    /// <summary>Writes a value, lists of a mapping under its key without further indentation.</summary>
    /// <remarks>Helm writes JSON first: values without a JSON form fail, and names and numbers are formatted as there.</remarks>
    /// <exception cref="TemplateFunctionException">The value has no JSON form.</exception>
    public static ByteString Write(RenderContext context, Value value) =>
        Write(context, JsonReader.ReadAny(JsonWriter.Write(context, value), context, keepsIntegers: true), isPretty: false);

    /// <summary>Writes a value, lists indented below their keys.</summary>
    /// <remarks>Here Helm uses the value itself: names of fields are in lower case, and large floats have an exponent.</remarks>
    /// <exception cref="TemplateFunctionException">The value has no form in YAML.</exception>
    public static ByteString WritePretty(RenderContext context, Value value) => Write(context, value, isPretty: true);

    private static ByteString Write(RenderContext context, Value value, bool isPretty)
    {
        var writer = new YamlWriter(context, isPretty);
        writer.WriteNode(value, 0);
        return ByteString.FromString(writer._output.ToString());
    }

    // The cursor is where the node begins; its last line is not terminated.
    private void WriteNode(Value value, int indent)
    {
        switch (value.Kind)
        {
            case GoKind.Map or GoKind.Struct or GoKind.Pointer when Entries(value) is { Length: > 0 } entries:
                WriteMapping(entries, indent);
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
            case GoKind.Bool:
                _output.Append(value.AsBool() ? "true" : "false");
                break;
            case GoKind.Int64 when _isPretty && ReferenceEquals(value.Type, TimeTypes.Duration):
                WriteText(ByteString.FromString(value.ToString()!), indent);
                break;
            case >= GoKind.Int and <= GoKind.Int64:
                _output.Append(CultureInfo.InvariantCulture, $"{value.AsInt()}");
                break;
            case >= GoKind.Uint and <= GoKind.Uint64:
                _output.Append(CultureInfo.InvariantCulture, $"{(ulong)value.AsInt()}");
                break;
            case GoKind.Float64:
                _output.Append(Float(value.AsFloat()));
                break;
            case GoKind.Nil or GoKind.Invalid:
                _output.Append("null");
                break;
            default:
                WriteText(value, indent);
                break;
        }
    }

    private void WriteText(Value value, int indent)
    {
        switch (value.Kind)
        {
            case GoKind.String when !Utf8.IsValid(value.AsString().Span):
                _output.Append("!!binary ").Append(Convert.ToBase64String(value.AsString().Span));
                break;
            case GoKind.String:
                WriteText(value.AsString(), indent);
                break;
            case GoKind.Struct or GoKind.Pointer when value.AsObject() is { IsNilPointer: false } and IJsonText text:
                WriteText(text.JsonText, indent);
                break;
            case GoKind.Struct or GoKind.Pointer:
                _output.Append(value.AsObject() switch
                {
                    { IsNilPointer: true } => "null",
                    TimeObject time => time.Time.Format(GoTime.Rfc3339Nano),
                    _ => "{}",
                });
                break;
            default:
                throw new TemplateFunctionException($"yaml: cannot write a value of type {value.Type.Name}");
        }
    }

    private void WriteText(ByteString text, int indent) =>
        YamlText.Write(_context, _output, text.ToString(), indent, keepsTabs: _isPretty);

    private static string Float(double number) => double.IsFinite(number)
        ? GoFormat.FormatFloat(number, 'g', -1)
        : double.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";

    private (string Name, Value Value)[] Entries(Value value) => value.Kind switch
    {
        GoKind.Map => SortedEntries(value.AsMap()),
        GoKind.Struct or GoKind.Pointer when GoFields.Of(value.AsObject()) is { } fields =>
            [.. fields.Select(field => (field.Name.ToLowerInvariant(), field.Value))],
        _ => [],
    };

    private (string Name, Value Value)[] SortedEntries(GoMap map)
    {
        var entries = new (string Name, Value Value)[map.Count];
        var index = 0;
        foreach (var key in map.SortedKeys)
        {
            map.TryGetValue(key, out var value);
            entries[index++] = (key.ToString(), value);
        }

        YamlOrder.Sort(_context, entries, lettersFollowDigits: _isPretty);
        return entries;
    }

    private static void CheckDepth(int indent)
    {
        if (indent > DeepValues.MaxDepth * Step)
        {
            throw new TemplateFunctionException($"yaml: nested more than {DeepValues.MaxDepth} levels deep");
        }
    }

    private void WriteMapping((string Name, Value Value)[] entries, int indent)
    {
        CheckDepth(indent);
        var isFirst = true;
        foreach (var (name, value) in entries)
        {
            NextLine(ref isFirst, indent);
            _output.Append(YamlText.WriteKey(name)).Append(':');
            if (Entries(value) is { Length: > 0 } inner)
            {
                StartLine(indent + Step);
                WriteMapping(inner, indent + Step);
            }
            else if (value is { Kind: GoKind.Slice } && value.AsSlice().Length > 0)
            {
                var listIndent = _isPretty ? indent + Step : indent;
                StartLine(listIndent);
                WriteSequence(value.AsSlice(), listIndent);
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

    private void StartLine(int indent)
    {
        _context.Step();
        _context.CheckSize((long)_output.Length + indent);
        _output.Append('\n').Append(' ', indent);
    }
}
