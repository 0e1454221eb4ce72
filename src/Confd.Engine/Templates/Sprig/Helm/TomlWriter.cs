using System.Globalization;
using System.Text;
using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Writes values as TOML, in the layout of BurntSushi's encoder: keys in byte order, tables after plain entries and
/// indented.</summary>
internal sealed class TomlWriter
{
    private readonly RenderContext _context;
    private readonly StringBuilder _output = new();

    private TomlWriter(RenderContext context) => _context = context;

    /// <summary>Writes a dictionary.</summary>
    /// <exception cref="TemplateFunctionException">The value is not a dictionary, or contains what TOML cannot represent.</exception>
    public static ByteString Write(RenderContext context, Value value)
    {
        if (!IsTable(value) || value.Kind == GoKind.Slice)
        {
            throw new TemplateFunctionException("toml: top-level values must be Go maps or structs");
        }

        var writer = new TomlWriter(context);
        writer.WriteEntries([], value);
        return ByteString.FromString(writer._output.ToString());
    }

    private void WriteEntries(string[] path, Value table)
    {
        if (path.Length > DeepValues.MaxDepth)
        {
            throw new TemplateFunctionException($"toml: nested more than {DeepValues.MaxDepth} levels deep");
        }

        foreach (var (name, value) in Entries(table))
        {
            if (IsTable(value))
            {
                WriteTable([.. path, Key(name)], value);
                continue;
            }

            _output.Append(Indent(path.Length)).Append(Key(name)).Append(" = ");
            WriteElement(value, path.Length);
            _output.Append('\n');
        }
    }

    private void WriteTable(string[] path, Value value)
    {
        var isArray = value.Kind == GoKind.Slice;
        foreach (var table in isArray ? value.AsSlice().Span.ToArray() : [value])
        {
            if ((isArray || path.Length == 1) && _output.Length > 0)
            {
                _output.Append('\n');
            }

            Check();
            var name = string.Join('.', path);
            _output.Append(Indent(path.Length - 1)).Append(isArray ? $"[[{name}]]" : $"[{name}]").Append('\n');
            WriteEntries(path, table);
        }
    }

    // Tables come last: plain entries after one would belong to it.
    private static IEnumerable<(string Name, Value Value)> Entries(Value table) => (table.Kind == GoKind.Map
        ? table.AsMap().SortedKeys.ToArray().Select(
            key => (Name: key.ToString(), Value: table.AsMap().TryGetValue(key, out var value) ? value : Value.Nil))
        : GoFields.Of(table.AsObject())!).Where(entry => !IsNil(entry.Value)).OrderBy(entry => IsTable(entry.Value));

    // TOML cannot represent nil: entries are left out, and lists cannot contain any.
    private static bool IsNil(Value value) => value.Kind switch
    {
        GoKind.Slice => value.AsSlice().IsNil,
        GoKind.Map => value.AsMap().IsNil,
        GoKind.Pointer => value.AsObject().IsNilPointer,
        _ => value.IsNilOrInvalid,
    };

    private static bool IsTable(Value value) => value.Kind switch
    {
        GoKind.Map => true,
        GoKind.Struct or GoKind.Pointer => GoFields.Of(value.AsObject()) is not null,
        GoKind.Slice => value.AsSlice().Length > 0
            && value.AsSlice().Span.ToArray().All(element => element.Kind != GoKind.Slice && !IsNil(element) && IsTable(element)),
        _ => false,
    };

    private void WriteElement(Value value, int depth)
    {
        Check();
        DeepValues.CheckDepth(depth);
        switch (value.Kind)
        {
            case GoKind.String:
                _output.Append(Quote(value.AsString().ToString()));
                break;
            case GoKind.Bool:
                _output.Append(value.AsBool() ? "true" : "false");
                break;
            case GoKind.Float64:
                _output.Append(Float(value.AsFloat()));
                break;
            case >= GoKind.Int and <= GoKind.Int64:
                _output.Append(value.AsInt().ToString(CultureInfo.InvariantCulture));
                break;
            case >= GoKind.Uint and <= GoKind.Uint64:
                _output.Append(((ulong)value.AsInt()).ToString(CultureInfo.InvariantCulture));
                break;
            case GoKind.Slice:
                WriteList(value.AsSlice(), depth);
                break;
            case GoKind.Struct when value.AsObject() is TimeObject time:
                _output.Append(time.Time.Format(GoTime.Rfc3339Nano));
                break;
            case GoKind.Struct or GoKind.Pointer when value.AsObject() is IJsonText text:
                _output.Append(Quote(text.JsonText.ToString()));
                break;
            case GoKind.Map or GoKind.Struct or GoKind.Pointer when IsTable(value):
                WriteInline(value, depth);
                break;
            default:
                throw new TemplateFunctionException($"toml: cannot encode a value of type {value.Type}");
        }
    }

    private void WriteList(GoSlice list, int depth)
    {
        _output.Append('[');
        for (var index = 0; index < list.Length; index++)
        {
            _output.Append(index > 0 ? ", " : "");
            if (IsNil(list[index]))
            {
                throw new TemplateFunctionException("toml: cannot encode array with nil element");
            }

            WriteElement(list[index], depth + 1);
        }

        _output.Append(']');
    }

    private void WriteInline(Value table, int depth)
    {
        var isFirst = true;
        _output.Append('{');
        foreach (var (name, value) in Entries(table))
        {
            _output.Append(isFirst ? "" : ", ").Append(Key(name)).Append(" = ");
            WriteElement(value, depth + 1);
            isFirst = false;
        }

        _output.Append('}');
    }

    private void Check()
    {
        _context.Step();
        _context.CheckSize(_output.Length);
    }

    private static string Indent(int depth) => new(' ', 2 * depth);

    private static string Key(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? name : Quote(name);

    // A float is always recognizable as one.
    private static string Float(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var text = GoFormat.FormatFloat(number, 'g', -1);
        return text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0";
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\b' => quoted.Append("\\b"),
                '\t' => quoted.Append("\\t"),
                '\n' => quoted.Append("\\n"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
