using System.Buffers;
using System.Globalization;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Documents;

/// <summary>Reads JSON into template values as Go's <c>json.Unmarshal</c> does into <c>interface {}</c>: numbers are floats, the last
/// duplicate counts.</summary>
internal ref struct JsonReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly RenderContext? _context;
    private readonly bool _keepsIntegers;
    private readonly CancellationToken _stop;
    private long _values;
    private int _position;
    private ErrorText? _firstError;

    private JsonReader(
        ReadOnlySpan<byte> text, RenderContext? context, bool keepsIntegers = false, CancellationToken stop = default)
    {
        _stop = stop;
        _context = context;
        _text = text;
        _keepsIntegers = keepsIntegers;
    }

    /// <summary>Any JSON value; <c>null</c> gives nil.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="context">The run, which limits what is read; null outside of one.</param>
    /// <param name="keepsIntegers">Numbers without point and exponent become <c>int64</c> or <c>uint64</c> if they fit.</param>
    /// <param name="stop">Cancels the reading outside of a run.</param>
    /// <exception cref="TemplateFunctionException">With Go's message.</exception>
    public static Value ReadAny(
        ByteString text, RenderContext? context = null, bool keepsIntegers = false, CancellationToken stop = default)
    {
        JsonSyntax.Check(text.Span, context?.CancellationToken ?? stop);
        var reader = new JsonReader(text.Span, context, keepsIntegers, stop);
        return reader.ReadWhole();
    }

    /// <summary>Any JSON value, nil for invalid JSON; numbers outside the range of floats are nil too.</summary>
    public static Value ReadLeniently(ByteString text, RenderContext context)
    {
        var reader = new JsonReader(text.Span, context);
        return JsonSyntax.FindProblem(text.Span, context.CancellationToken) is null ? reader.ReadValue() : Value.Nil;
    }

    /// <summary>A JSON object as <c>map[string]interface {}</c>; <c>null</c> gives the nil map.</summary>
    /// <exception cref="TemplateFunctionException">With Go's message.</exception>
    public static Value ReadObject(ByteString text, RenderContext? context = null) =>
        ReadAs(text, context, '{', GoType.AnyMap, Value.FromMap(GoMap.NilOf(GoType.AnyMap)));

    /// <summary>A JSON array as <c>[]interface {}</c>; <c>null</c> gives the nil slice.</summary>
    /// <exception cref="TemplateFunctionException">With Go's message.</exception>
    public static Value ReadArray(ByteString text, RenderContext context) =>
        ReadAs(text, context, '[', GoType.AnySlice, Value.FromSlice(GoSlice.NilOf(GoType.AnySlice)));

    private static Value ReadAs(ByteString text, RenderContext? context, char opening, GoType type, Value nil)
    {
        JsonSyntax.Check(text.Span, context?.CancellationToken ?? default);
        var reader = new JsonReader(text.Span, context);
        var first = reader.Peek();
        if (first == 'n')
        {
            return nil;
        }

        if (first == opening)
        {
            return reader.ReadWhole();
        }

        var found = first switch { '{' => "object", '[' => "array", '"' => "string", 't' or 'f' => "bool", _ => "number" };
        throw new TemplateFunctionException($"json: cannot unmarshal {found} into Go value of type {type.Name}");
    }

    private Value ReadWhole()
    {
        var value = ReadValue();
        return _firstError is null ? value : throw new TemplateFunctionException(_firstError);
    }

    // Open containers are on an explicit stack: the nesting of a text must not become the nesting of calls.
    private Value ReadValue()
    {
        var open = new Stack<Container>();
        while (true)
        {
            var value = ReadScalarOrOpen(open);
            while (true)
            {
                if (value is null)
                {
                    break;
                }

                if (open.Count == 0)
                {
                    return value.Value;
                }

                open.Peek().Add(value.Value);
                value = ReadSeparator(open);
            }
        }
    }

    // Null where a container was opened that has an element.
    private Value? ReadScalarOrOpen(Stack<Container> open)
    {
        _stop.ThrowIfCancellationRequested();
        _context?.Step();
        _context?.CheckCount(++_values);
        switch (Peek())
        {
            case '{' or '[':
                _values += RenderContext.ElementsPerContainer;
                var container = new Container(isObject: _text[_position] == '{');
                _position++;
                if (Peek() is '}' or ']')
                {
                    _position++;
                    return container.ToValue();
                }

                open.Push(container);
                ReadKey(container);
                return null;
            case '"':
                return Value.FromString(ReadString());
            case 't':
                _position += "true".Length;
                return Value.FromBool(true);
            case 'f':
                _position += "false".Length;
                return Value.FromBool(false);
            case 'n':
                _position += "null".Length;
                return Value.Nil;
            default:
                return ReadNumber();
        }
    }

    // After an element: the finished container, or null where another element follows.
    private Value? ReadSeparator(Stack<Container> open)
    {
        var separator = Peek();
        _position++;
        if (separator != ',')
        {
            return open.Pop().ToValue();
        }

        ReadKey(open.Peek());
        return null;
    }

    private void ReadKey(Container container)
    {
        if (container.IsObject)
        {
            Peek();
            container.Key = ReadString();
            Peek();
            _position++;
        }
    }

    private int Peek()
    {
        while (_text[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _position++;
        }

        return _text[_position];
    }

    // Nil for a number outside the range of floats.
    private Value ReadNumber()
    {
        var start = _position;
        while (_position < _text.Length
            && _text[_position] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E')
        {
            _position++;
        }

        var digits = _text[start.._position];
        if (_keepsIntegers && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return Value.FromInteger(GoType.Int64, integer);
        }

        if (_keepsIntegers && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
        {
            return Value.FromInteger(GoType.Uint64, (long)unsigned);
        }

        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(number))
        {
            return Value.FromFloat(number);
        }

        _firstError ??= ErrorText.Format(
            $"json: cannot unmarshal number {ErrorText.Plain(ByteString.Copy(digits))} into Go value of type float64");
        return Value.Nil;
    }

    private ByteString ReadString()
    {
        var rest = _text[++_position..];
        var plain = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (rest[plain] == '"' && System.Text.Unicode.Utf8.IsValid(rest[..plain]))
        {
            _position += plain + 1;
            return ByteString.Copy(rest[..plain]);
        }

        var output = new ArrayBufferWriter<byte>(plain + 16);
        while (_text[_position] != '"')
        {
            if (_text[_position] == '\\')
            {
                ReadEscape(output);
                continue;
            }

            // Invalid UTF-8 becomes U+FFFD, byte by byte.
            GoUtf8.Write(output, GoUtf8.DecodeFirst(_text[_position..], out var width));
            _position += width;
        }

        _position++;
        return new ByteString(output.WrittenMemory);
    }

    private void ReadEscape(ArrayBufferWriter<byte> output)
    {
        var letter = _text[_position + 1];
        _position += 2;
        if (letter != 'u')
        {
            output.Write([letter switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => letter,
            }]);
            return;
        }

        var unit = ReadHexUnit();
        if (char.IsHighSurrogate((char)unit) && _text[_position..].StartsWith("\\u"u8))
        {
            var after = _position;
            _position += 2;
            var low = ReadHexUnit();
            if (char.IsLowSurrogate((char)low))
            {
                GoUtf8.Write(output, char.ConvertToUtf32((char)unit, (char)low));
                return;
            }

            _position = after;
        }

        // An unpaired surrogate becomes U+FFFD.
        GoUtf8.Write(output, unit);
    }

    private int ReadHexUnit()
    {
        var unit = int.Parse(_text.Slice(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _position += 4;
        return unit;
    }

    /// <summary>An array or object being read.</summary>
    private sealed class Container(bool isObject)
    {
        private readonly GoMap? _map = isObject ? new GoMap(GoType.AnyMap) : null;
        private readonly List<Value> _elements = [];

        public bool IsObject => _map is not null;

        public ByteString Key { get; set; }

        public void Add(Value value)
        {
            if (_map is null)
            {
                _elements.Add(value);
            }
            else
            {
                _map.Set(Key, value);
            }
        }

        // Go appends the elements one by one, which determines the capacity.
        public Value ToValue() => _map is null
            ? Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_elements)))
            : Value.FromMap(_map);
    }
}
