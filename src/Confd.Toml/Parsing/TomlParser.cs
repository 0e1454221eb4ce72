using System.Buffers;

namespace Confd.Toml.Parsing;

/// <summary>The grammar of TOML by recursive descent; <see cref="TomlTree"/> decides which table a key goes into.</summary>
internal sealed class TomlParser(TomlScanner scanner, CancellationToken stop)
{
    private static readonly SearchValues<byte> BareKey = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);
    private static readonly SearchValues<byte> Scalar = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+.:"u8);

    private readonly TomlTree _tree = new(scanner);
    private int _depth;

    private bool IsVersion11 => scanner.Version >= TomlVersion.Toml11;

    // toml = expression *( newline expression )
    // expression = ws [ keyval / table ] ws [ comment ]
    public TomlTable ReadDocument()
    {
        do
        {
            stop.ThrowIfCancellationRequested();
            scanner.SkipBlanks();
            if (scanner.Next == '[')
            {
                ReadHeader();
            }
            else if (!scanner.IsAtEnd && scanner.Next is not ((byte)'#' or (byte)'\n' or (byte)'\r'))
            {
                ReadKeyValue(_tree.Current);
            }

            scanner.SkipBlanks();
            scanner.SkipComment();
        }
        while (scanner.TryTakeNewline());

        return scanner.IsAtEnd ? _tree.Root : throw scanner.Error($"expected the end of the line but found {scanner.DescribeNext()}");
    }

    // std-table = "[" ws key ws "]"    array-table = "[[" ws key ws "]]"
    private void ReadHeader()
    {
        var start = scanner.Offset;
        var isArray = scanner.TryTake("[["u8);
        if (!isArray)
        {
            scanner.Skip();
        }

        var key = ReadKey();
        if (!scanner.TryTake(isArray ? "]]"u8 : "]"u8))
        {
            throw scanner.Error($"expected {(isArray ? "]]" : "]")} behind the table's name but found {scanner.DescribeNext()}");
        }

        _depth = 0;
        Deepen(key.Count, start);
        if (isArray)
        {
            _tree.OpenArrayElement(key, start);
        }
        else
        {
            _tree.OpenTable(key, start);
        }
    }

    // keyval = key ws "=" ws val
    private void ReadKeyValue(TomlTable table)
    {
        var key = ReadKey();
        if (!scanner.TryTake("="u8))
        {
            throw scanner.Error($"expected = behind the key but found {scanner.DescribeNext()}");
        }

        scanner.SkipBlanks();
        Deepen(key.Count - 1, key[0].Offset);
        var target = _tree.ResolveDotted(table, key);
        var name = scanner.PositionOf(key[^1].Offset);
        var value = ReadValue();
        value.NamePosition = name;
        target.Add(key[^1].Name, value);
        _depth -= key.Count - 1;
    }

    // key = simple-key *( ws "." ws simple-key ), and the white space around it
    private List<TomlKey> ReadKey()
    {
        var parts = new List<TomlKey>(1);
        do
        {
            scanner.SkipBlanks();
            parts.Add(new TomlKey(Offset: scanner.Offset, Name: ReadSimpleKey()));
            scanner.SkipBlanks();
        }
        while (scanner.TryTake("."u8));

        return parts;
    }

    private string ReadSimpleKey()
    {
        if (scanner.Next is (byte)'"' or (byte)'\'')
        {
            return TomlStrings.TakeSingleLine(scanner);
        }

        var bare = scanner.TakeWhile(BareKey);
        return bare.IsEmpty
            ? throw scanner.Error($"expected a key (letters, digits, - and _, or a quoted text) but found {scanner.DescribeNext()}")
            : System.Text.Encoding.ASCII.GetString(bare);
    }

    // val = string / boolean / array / inline-table / date-time / float / integer
    private TomlValue ReadValue()
    {
        stop.ThrowIfCancellationRequested();
        var position = scanner.Position;
        return scanner.Next switch
        {
            (byte)'"' or (byte)'\'' => Value(TomlValueKind.String, TomlStrings.Take(scanner)),
            (byte)'[' => Value(TomlValueKind.Array, Nested(ReadArray)),
            (byte)'{' => Value(TomlValueKind.Table, Nested(ReadInlineTable)),
            _ => ReadScalar(position),
        };

        TomlValue Value(TomlValueKind kind, object content) => new(scanner.Path, position, kind, content);
    }

    private object Nested(Func<object> read)
    {
        Deepen(1, scanner.Offset);
        var content = read();
        _depth--;
        return content;
    }

    // Headers and dotted keys nest as brackets do: code that walks through the document recurses into each.
    private void Deepen(int levels, int offset)
    {
        _depth += levels;
        if (_depth > TomlReader.MaxDepth)
        {
            throw scanner.ErrorAt(offset, $"values nest deeper than {TomlReader.MaxDepth} levels");
        }
    }

    // array = "[" [ val *( "," val ) [ "," ] ] "]" with blanks, comments and line ends anywhere between
    private TomlArray ReadArray()
    {
        scanner.Skip();
        var array = new TomlArray(isArrayOfTables: false);
        scanner.SkipBlanksAndLines();
        while (!scanner.TryTake("]"u8))
        {
            array.Add(ReadValue());
            scanner.SkipBlanksAndLines();
            if (scanner.TryTake(","u8))
            {
                scanner.SkipBlanksAndLines();
            }
            else if (scanner.Next != ']')
            {
                throw scanner.Error($"expected , or ] in the array but found {scanner.DescribeNext()}");
            }
        }

        return array;
    }

    // inline-table = "{" ws [ keyval *( ws "," ws keyval ) ] ws "}": in 1.0 one line without a comma at its end
    private TomlTable ReadInlineTable()
    {
        var table = new TomlTable(scanner.Path, scanner.Position, TomlTableOrigin.Inline);
        scanner.Skip();
        SkipInInlineTable();
        for (var isFirst = true; !scanner.TryTake("}"u8); isFirst = false)
        {
            if (!isFirst)
            {
                TakeComma();
                if (IsVersion11 && scanner.TryTake("}"u8))
                {
                    break;
                }
            }

            ReadKeyValue(table);
            SkipInInlineTable();
        }

        return table;
    }

    private void TakeComma()
    {
        if (!scanner.TryTake(","u8))
        {
            var limit = IsVersion11 ? "" : ", which must end on its line,";
            throw scanner.Error($"expected , or }} in the inline table{limit} but found {scanner.DescribeNext()}");
        }

        SkipInInlineTable();
    }

    private void SkipInInlineTable()
    {
        if (IsVersion11)
        {
            scanner.SkipBlanksAndLines();
        }
        else
        {
            scanner.SkipBlanks();
        }
    }

    private TomlValue ReadScalar(SourcePosition position)
    {
        var start = scanner.Offset;
        var token = scanner.TakeWhile(Scalar);
        if (token.IsEmpty)
        {
            throw scanner.Error($"expected a value but found {scanner.DescribeNext()}");
        }

        if (TomlDates.LooksLikeDate(token))
        {
            return ReadDate(start, position);
        }

        if (token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8))
        {
            return new TomlValue(scanner.Path, position, TomlValueKind.Boolean, token[0] == 't');
        }

        return ReadNumber(start, position);
    }

    private TomlValue ReadNumber(int start, SourcePosition position)
    {
        try
        {
            return TomlNumbers.Read(scanner.Slice(start, scanner.Offset)) switch
            {
                long integer => new TomlValue(scanner.Path, position, TomlValueKind.Integer, integer),
                double number => new TomlValue(scanner.Path, position, TomlValueKind.Float, number),
                _ => throw scanner.ErrorAt(
                    start, "this is not a value: text needs quotation marks, numbers look like 1, -2.5, 1e6 or 0xFF"),
            };
        }
        catch (OverflowException)
        {
            throw scanner.ErrorAt(start, "this number does not fit into 64 bits");
        }
    }

    private TomlValue ReadDate(int start, SourcePosition position)
    {
        // A space may stand between date and time, and only there.
        if (TomlDates.IsDateOnly(scanner.Slice(start, scanner.Offset)) && scanner.Rest is [(byte)' ', >= (byte)'0' and <= (byte)'9', ..])
        {
            scanner.Skip();
            scanner.TakeWhile(Scalar);
        }

        return TomlDates.Read(scanner.Slice(start, scanner.Offset), IsVersion11) is var (kind, content)
            ? new TomlValue(scanner.Path, position, kind, content)
            : throw scanner.ErrorAt(start, "no such date or time: expected the form 1979-05-27T07:32:00Z or a part of it");
    }
}
