using System.Buffers;
using System.Globalization;
using System.Text;

namespace Confd.Toml.Parsing;

/// <summary>The four kinds of strings (TOML, section String).</summary>
internal static class TomlStrings
{
    /// <summary>Takes a string of any kind, from its first quotation mark.</summary>
    public static string Take(TomlScanner scanner)
    {
        if (scanner.TryTake("\"\"\""u8))
        {
            return TakeMultiLine(scanner, (byte)'"');
        }

        return scanner.TryTake("'''"u8) ? TakeMultiLine(scanner, (byte)'\'') : TakeSingleLine(scanner);
    }

    /// <summary>Takes <c>"basic"</c> or <c>'literal'</c>, the kinds that keys may have too.</summary>
    public static string TakeSingleLine(TomlScanner scanner)
    {
        var start = scanner.Offset;
        var quote = scanner.Next;
        scanner.Skip();
        var content = new ArrayBufferWriter<byte>();
        while (scanner.Next != quote)
        {
            if (scanner.IsAtEnd || scanner.Next is (byte)'\n' or (byte)'\r')
            {
                throw scanner.ErrorAt(start, $"this string has no closing {(char)quote} on its line");
            }

            TakeCharacter(scanner, quote, content);
        }

        scanner.Skip();
        return Encoding.UTF8.GetString(content.WrittenSpan);
    }

    private static string TakeMultiLine(TomlScanner scanner, byte quote)
    {
        var start = scanner.Offset - 3;
        ReadOnlySpan<byte> closing = [quote, quote, quote];
        var content = new ArrayBufferWriter<byte>();

        // A line end directly after the opening marks is not part of the text.
        scanner.TryTakeNewline();
        while (!scanner.TryTake(closing))
        {
            if (scanner.IsAtEnd)
            {
                throw scanner.ErrorAt(start, $"this string has no closing {Encoding.ASCII.GetString(closing)}");
            }

            TakeMultiLineCharacter(scanner, quote, content);
        }

        // One or two more marks belong to the text: """"quoted"""" .
        for (var extra = 0; extra < 2 && scanner.Next == quote; extra++)
        {
            content.Write([quote]);
            scanner.Skip();
        }

        return Encoding.UTF8.GetString(content.WrittenSpan);
    }

    private static void TakeMultiLineCharacter(TomlScanner scanner, byte quote, ArrayBufferWriter<byte> content)
    {
        var before = scanner.Offset;
        if (scanner.TryTakeNewline())
        {
            content.Write(scanner.Slice(before, scanner.Offset));
        }
        else if (quote != '"' || !TryTakeLineContinuation(scanner))
        {
            TakeCharacter(scanner, quote, content);
        }
    }

    /// <summary>Takes a backslash at the end of a line, and all white space and line ends that follow.</summary>
    private static bool TryTakeLineContinuation(TomlScanner scanner)
    {
        var rest = scanner.Rest;
        if (rest[0] != '\\')
        {
            return false;
        }

        var blanks = rest[1..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (blanks < 0 || !(rest[(1 + blanks)..].StartsWith("\n"u8) || rest[(1 + blanks)..].StartsWith("\r\n"u8)))
        {
            return false;
        }

        scanner.Skip(1 + blanks);
        while (scanner.TryTakeNewline())
        {
            scanner.SkipBlanks();
        }

        return true;
    }

    private static void TakeCharacter(TomlScanner scanner, byte quote, ArrayBufferWriter<byte> content)
    {
        if (quote == '"' && scanner.Next == '\\')
        {
            TakeEscape(scanner, content);
            return;
        }

        scanner.RefuseControlCharacter("a string");
        content.Write(scanner.Rest[..1]);
        scanner.Skip();
    }

    private static void TakeEscape(TomlScanner scanner, ArrayBufferWriter<byte> content)
    {
        var letter = scanner.Rest.Length > 1 ? scanner.Rest[1] : TomlScanner.End;
        switch ((char)letter)
        {
            case 'b': Replace("\b"u8); break;
            case 't': Replace("\t"u8); break;
            case 'n': Replace("\n"u8); break;
            case 'f': Replace("\f"u8); break;
            case 'r': Replace("\r"u8); break;
            case '"': Replace("\""u8); break;
            case '\\': Replace("\\"u8); break;
            case 'e' when scanner.Version >= TomlVersion.Toml11: Replace("\e"u8); break;
            case 'x' when scanner.Version >= TomlVersion.Toml11: TakeCodePoint(scanner, digits: 2, content); break;
            case 'u': TakeCodePoint(scanner, digits: 4, content); break;
            case 'U': TakeCodePoint(scanner, digits: 8, content); break;
            default:
                var added = scanner.Version >= TomlVersion.Toml11 ? " \\e \\xXX" : "";
                throw scanner.Error($"unknown escape in a string: allowed are \\b \\t \\n \\f \\r \\\" \\\\{added} \\uXXXX \\UXXXXXXXX");
        }

        void Replace(ReadOnlySpan<byte> replacement)
        {
            content.Write(replacement);
            scanner.Skip(2);
        }
    }

    private static void TakeCodePoint(TomlScanner scanner, int digits, ArrayBufferWriter<byte> content)
    {
        var rest = scanner.Rest[2..];
        if (rest.Length < digits
            || !uint.TryParse(rest[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            || !Rune.TryCreate(number, out var rune))
        {
            throw scanner.Error($"this escape needs {digits} hexadecimal digits that are a Unicode character and not a surrogate");
        }

        Span<byte> utf8 = stackalloc byte[4];
        content.Write(utf8[..rune.EncodeToUtf8(utf8)]);
        scanner.Skip(2 + digits);
    }
}
