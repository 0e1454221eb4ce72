using System.Buffers;
using System.Text;
using System.Xml;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Documents;

/// <summary>Scans the bytes of an XML text: single bytes, names, texts with entities; with the rules and errors of Go.</summary>
internal sealed class XmlScanner(ReadOnlyMemory<byte> text, CancellationToken stop)
{
    private const int BytesBetweenCancellationChecks = 65_536;

    /// <summary>No byte is left; as a quote: none.</summary>
    public const int End = -1;

    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>The number of bytes taken.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes of the text.</summary>
    public ReadOnlySpan<byte> Bytes(Range range) => text.Span[range];

    /// <summary>Takes a byte, or <see cref="End"/>.</summary>
    public int Next()
    {
        if (Position % BytesBetweenCancellationChecks == 0)
        {
            stop.ThrowIfCancellationRequested();
        }

        return Position < text.Length ? text.Span[Position++] : End;
    }

    /// <summary>Takes a byte; throws at the end.</summary>
    public int Require() => Next() is var next and not End ? next : throw Problem("unexpected EOF");

    /// <summary>Takes a given byte; throws an error where the next one differs.</summary>
    public void Expect(int expected, ErrorText otherwise)
    {
        if (Require() != expected)
        {
            throw Problem(otherwise);
        }
    }

    /// <summary>Moves back by one byte.</summary>
    public void StepBack() => Position--;

    /// <summary>Skips white space.</summary>
    public void SkipSpace()
    {
        while (Position < text.Length && text.Span[Position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            Position++;
        }
    }

    /// <summary>Skips the longest common prefix of the next bytes and others.</summary>
    /// <returns>Its length.</returns>
    public int SkipCommonPrefix(ReadOnlySpan<byte> others)
    {
        var length = text.Span[Position..].CommonPrefixLength(others);
        Position += length;
        return length;
    }

    /// <summary>Reads a name, colons included; throws an error where there is none.</summary>
    public Range ReadName(string expectation)
    {
        var start = Position;
        while (IsNameByte(Require()))
        {
        }

        Position--;
        var name = text.Span[start..Position];
        if (name.IsEmpty)
        {
            throw Problem(expectation);
        }

        var letters = Encoding.UTF8.GetString(name);
        var isName = (XmlConvert.IsStartNCNameChar(letters[0]) || letters[0] == ':')
            && letters.All(letter => XmlConvert.IsNCNameChar(letter) || letter == ':');
        return isName
            ? start..Position
            : throw Problem(ErrorText.Format($"invalid XML name: {ErrorText.Plain(ByteString.Copy(name))}"));
    }

    /// <summary>Skips a text up to the next tag, the closing quote or the end of a CDATA section.</summary>
    /// <param name="quote">The quote that ends it, or <see cref="End"/>.</param>
    /// <param name="isCdata">Whether it is in a CDATA section.</param>
    public void ReadText(int quote, bool isCdata = false)
    {
        _data.ResetWrittenCount();
        for (var (before, last) = (0, 0); ;)
        {
            var next = Next();
            if (next == End && isCdata)
            {
                throw Problem("unexpected EOF in CDATA section");
            }

            if (next == End || (next == quote && !isCdata))
            {
                break;
            }

            if (quote == End && before == ']' && last == ']' && next == '>')
            {
                if (isCdata)
                {
                    break;
                }

                throw Problem("unescaped ]]> not in CDATA section");
            }

            if (next == '<' && !isCdata)
            {
                if (quote != End)
                {
                    throw Problem("unescaped < inside quoted string");
                }

                Position--;
                break;
            }

            if (next == '&' && !isCdata)
            {
                ReadEntity();
                (before, last) = (0, 0);
                continue;
            }

            _data.Write([(byte)next]);
            (before, last) = (last, next);
        }

        CheckCharacters(_data.WrittenSpan);
    }

    /// <summary>Creates an error with the line of the last byte taken.</summary>
    public DocumentException Problem(ErrorText reason) =>
        new(ErrorText.Format($"XML syntax error on line {text.Span[..Position].Count((byte)'\n') + 1}: {reason}"));

    private void CheckCharacters(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var rune = GoUtf8.DecodeFirst(rest, out var width);
            if (rune == GoUtf8.ReplacementRune && width == 1)
            {
                throw Problem("invalid UTF-8");
            }

            if (rune is not ('\t' or '\n' or '\r' or (>= ' ' and not (0xFFFE or 0xFFFF))))
            {
                throw Problem(new ErrorText($"illegal character code U+{rune:X4}", "illegal character code"));
            }

            rest = rest[width..];
        }
    }

    private void ReadEntity()
    {
        var start = Position - 1;
        var rune = Require() == '#' ? ReadNumber() : ReadNamed();
        if (rune is { } known)
        {
            GoUtf8.Write(_data, known);
            return;
        }

        var entity = text.Span[start..Position];
        var ending = entity[^1] == ';' ? "" : " (no semicolon)";
        throw Problem(ErrorText.Format($"invalid character entity {ErrorText.Plain(ByteString.Copy(entity))}{ending}"));
    }

    private int? ReadNumber()
    {
        var (radix, next) = (10, Require());
        if (next == 'x')
        {
            (radix, next) = (16, Require());
        }

        var (number, digits) = (0, 0);
        for (; next < 0x80 && (char.IsAsciiDigit((char)next) || (radix == 16 && char.IsAsciiHexDigit((char)next))); next = Require())
        {
            number = Math.Min((number * radix) + (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10), GoUtf8.MaxRune + 1);
            digits++;
        }

        if (next != ';')
        {
            Position--;
            return null;
        }

        return digits > 0 && number <= GoUtf8.MaxRune ? number : null;
    }

    private int? ReadNamed()
    {
        var start = --Position;
        while (IsNameByte(Require()))
        {
        }

        if (text.Span[Position - 1] != ';')
        {
            Position--;
            return null;
        }

        return Encoding.UTF8.GetString(text.Span[start..(Position - 1)]) switch
        {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => null,
        };
    }

    private static bool IsNameByte(int letter) =>
        letter >= 0x80 || char.IsAsciiLetterOrDigit((char)letter) || letter is '_' or ':' or '.' or '-';
}
