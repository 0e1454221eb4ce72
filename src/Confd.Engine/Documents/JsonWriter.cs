using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Documents;

/// <summary>Writes template values as Go's <c>json.Marshal</c> does: sorted keys, HTML characters escaped, its float format.</summary>
internal sealed class JsonWriter
{
    // Go checks for cycles from here on.
    private const int CycleCheckDepth = 1_000;

    // A limit that no useful data reaches; Go's stack is larger than a thread's here.
    private const int MaxDepth = 10_000;

    private readonly RenderContext _context;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly string? _indent;
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    private readonly bool _escapesHtml;

    private JsonWriter(RenderContext context, string? indent, bool escapesHtml)
    {
        _context = context;
        _indent = indent;
        _escapesHtml = escapesHtml;
    }

    /// <summary>One line without spaces.</summary>
    /// <exception cref="TemplateFunctionException">The value has no JSON form; with Go's message.</exception>
    public static ByteString Write(RenderContext context, Value value) => Write(context, value, indent: null);

    /// <summary>One line without spaces, in which <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> stay as they are.</summary>
    /// <exception cref="TemplateFunctionException">The value has no JSON form; with Go's message.</exception>
    public static ByteString WriteRaw(RenderContext context, Value value) => Write(context, value, indent: null, escapesHtml: false);

    /// <summary>An element a line, each level indented.</summary>
    /// <exception cref="TemplateFunctionException">The value has no JSON form; with Go's message.</exception>
    public static ByteString WriteIndented(RenderContext context, Value value, string indent) => Write(context, value, indent);

    private static ByteString Write(RenderContext context, Value value, string? indent, bool escapesHtml = true)
    {
        var writer = new JsonWriter(context, indent, escapesHtml);
        writer.WriteValue(value);
        return new ByteString(writer._output.WrittenMemory);
    }

    private void WriteValue(Value value)
    {
        _context.Step();
        _context.CheckSize(_output.WrittenCount);
        switch (value.Kind)
        {
            case GoKind.Invalid or GoKind.Nil:
                _output.Write("null"u8);
                break;
            case GoKind.Bool:
                _output.Write(value.AsBool() ? "true"u8 : "false"u8);
                break;
            case >= GoKind.Int and <= GoKind.Int64:
                WriteAscii(value.AsInt().ToString(CultureInfo.InvariantCulture));
                break;
            case >= GoKind.Uint and <= GoKind.Uint64:
                WriteAscii(((ulong)value.AsInt()).ToString(CultureInfo.InvariantCulture));
                break;
            case GoKind.Float64:
                WriteFloat(value.AsFloat());
                break;
            case GoKind.String:
                WriteString(value.AsString());
                break;
            case GoKind.Slice:
                WriteSlice(value.AsSlice());
                break;
            case GoKind.Map:
                WriteMap(value.AsMap());
                break;
            case GoKind.Struct or GoKind.Pointer:
                WriteObject(value.AsObject());
                break;
            default:
                throw new TemplateFunctionException($"json: unsupported type: {value.Type.Name}");
        }
    }

    private void WriteSlice(GoSlice slice)
    {
        if (slice.IsNil)
        {
            _output.Write("null"u8);
            return;
        }

        if (slice.Type.Element!.IsIdenticalTo(GoType.Uint8))
        {
            WriteBase64(slice);
            return;
        }

        Open(slice, slice.Type, (byte)'[');
        for (var index = 0; index < slice.Length; index++)
        {
            NextElement(index);
            WriteValue(slice[index]);
        }

        Close(slice, (byte)']', slice.Length);
    }

    private void WriteBase64(GoSlice slice)
    {
        var bytes = new byte[slice.Length];
        for (var index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)slice[index].AsInt();
        }

        WriteAscii($"\"{Convert.ToBase64String(bytes)}\"");
    }

    private void WriteMap(GoMap map)
    {
        if (map.IsNil)
        {
            _output.Write("null"u8);
            return;
        }

        Open(map, map.Type, (byte)'{');
        var index = 0;
        foreach (var key in map.SortedKeys)
        {
            NextElement(index++);
            WriteName(key);
            map.TryGetValue(key, out var value);
            WriteValue(value);
        }

        Close(map, (byte)'}', map.Count);
    }

    private void WriteObject(GoObject value)
    {
        if (value.IsNilPointer)
        {
            _output.Write("null"u8);
            return;
        }

        switch (value)
        {
            case TimeObject time:
                WriteTime(time.Time);
                return;
            case IJsonText text:
                WriteString(text.JsonText);
                return;
        }

        var type = value.Type.Kind == GoKind.Pointer ? value.Type.Element! : value.Type;
        Open(value, value.Type, (byte)'{');
        var written = 0;
        for (var index = 0; index < type.Fields.Length; index++)
        {
            if (type.Fields[index].IsExported)
            {
                NextElement(written++);
                WriteName(ByteString.FromString(type.Fields[index].Name));
                WriteValue(value.Field(index));
            }
        }

        Close(value, (byte)'}', written);
    }

    private void WriteTime(GoTime time)
    {
        if (time.TryFormatRfc3339(out var text) is { } reason)
        {
            throw new TemplateFunctionException($"json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: {reason}");
        }

        WriteAscii($"\"{text}\"");
    }

    private void Open(object container, GoType type, byte bracket)
    {
        if (++_depth > CycleCheckDepth && !_open.Add(container))
        {
            throw new TemplateFunctionException($"json: unsupported value: encountered a cycle via {type.Name}");
        }

        if (_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            var levels = Math.Min(_depth - 1, MaxDepth);
            throw new TemplateFunctionException($"json: unsupported value: nested more than {levels} levels deep");
        }

        _output.Write([bracket]);
    }

    private void Close(object container, byte bracket, int elements)
    {
        _open.Remove(container);
        _depth--;
        if (elements > 0)
        {
            NewLine();
        }

        _output.Write([bracket]);
    }

    private void NextElement(int index)
    {
        if (index > 0)
        {
            _output.Write(","u8);
        }

        NewLine();
    }

    private void NewLine()
    {
        if (_indent is null)
        {
            return;
        }

        _output.Write("\n"u8);
        for (var level = 0; level < _depth; level++)
        {
            WriteAscii(_indent);
        }
    }

    private void WriteName(ByteString name)
    {
        WriteString(name);
        _output.Write(_indent is null ? ":"u8 : ": "u8);
    }

    // Go encode.go, floatEncoder: exponents only for very small and very large numbers, with one digit where one suffices.
    private void WriteFloat(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new TemplateFunctionException($"json: unsupported value: {GoFormat.FormatFloat(number, 'g', -1)}");
        }

        var magnitude = Math.Abs(number);
        var format = magnitude is not 0 and (< 1e-6 or >= 1e21) ? 'e' : 'f';
        var text = GoFormat.FormatFloat(number, format, -1);
        if (format == 'e' && text.Length >= 4 && text[^4..^1] == "e-0")
        {
            text = text[..^2] + text[^1];
        }

        WriteAscii(text);
    }

    private void WriteString(ByteString text)
    {
        _output.Write("\""u8);
        var rest = text.Span;
        while (!rest.IsEmpty)
        {
            var plain = CountPlain(rest);
            _context.Step();
            _context.CheckSize(_output.WrittenCount + plain);
            _output.Write(rest[..plain]);
            rest = rest[plain..];
            if (!rest.IsEmpty)
            {
                rest = rest[WriteSpecial(rest)..];
            }
        }

        _output.Write("\""u8);
    }

    private static int CountPlain(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && text[count] is >= 0x20 and < 0x80 and not (
            (byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&'))
        {
            count++;
        }

        return count;
    }

    // Writes one character that may need an escape; returns the number of its bytes.
    private int WriteSpecial(ReadOnlySpan<byte> text)
    {
        var rune = GoUtf8.DecodeFirst(text, out var width);
        switch (rune)
        {
            case '"' or '\\':
                _output.Write([(byte)'\\', (byte)rune]);
                break;
            case '\b':
                _output.Write("\\b"u8);
                break;
            case '\f':
                _output.Write("\\f"u8);
                break;
            case '\n':
                _output.Write("\\n"u8);
                break;
            case '\r':
                _output.Write("\\r"u8);
                break;
            case '\t':
                _output.Write("\\t"u8);
                break;
            case GoUtf8.ReplacementRune when width == 1:
                _output.Write("\\ufffd"u8);
                break;
            case < 0x20 or 0x2028 or 0x2029:
            case '<' or '>' or '&' when _escapesHtml:
                WriteAscii($"\\u{rune:x4}");
                break;
            default:
                _output.Write(text[..width]);
                break;
        }

        return width;
    }

    private void WriteAscii(string text) => Encoding.ASCII.GetBytes(text, _output);
}
