using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Confd.Toml.Parsing;

/// <summary>A position in the bytes of a document: next byte, white space, comments, line ends, and errors with line and column.</summary>
internal sealed class TomlScanner
{
    /// <summary>The value of <see cref="Next"/> after the last byte; NUL itself is not allowed anywhere in a document.</summary>
    public const byte End = 0;

    private readonly byte[] _text;
    private readonly int _start;

    // The last position requested, from which counting continues, and where its line begins.
    private int _countedOffset;
    private int _countedLine = 1;
    private int _countedColumn = 1;
    private int _lineOffset;

    public TomlScanner(byte[] text, string path, TomlVersion version)
    {
        _text = text;
        Path = path;
        Version = version;
        RefuseInvalidUtf8();
        if (text.AsSpan().StartsWith("\uFEFF"u8))
        {
            Offset = _start = _countedOffset = _lineOffset = 3;
        }
    }

    public string Path { get; }

    public TomlVersion Version { get; }

    public int Offset { get; private set; }

    public bool IsAtEnd => Offset == _text.Length;

    /// <summary>The next byte, or <see cref="End"/>.</summary>
    public byte Next => IsAtEnd ? End : _text[Offset];

    public SourcePosition Position => PositionOf(Offset);

    public ReadOnlySpan<byte> Rest => _text.AsSpan(Offset);

    public ReadOnlySpan<byte> Slice(int start, int end) => _text.AsSpan(start, end - start);

    public void Skip(int bytes = 1) => Offset += bytes;

    /// <summary>Takes the given bytes if they are next.</summary>
    public bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!Rest.StartsWith(expected))
        {
            return false;
        }

        Offset += expected.Length;
        return true;
    }

    /// <summary>Takes a line end, LF or CRLF, if it is next.</summary>
    public bool TryTakeNewline() => TryTake("\n"u8) || TryTake("\r\n"u8);

    /// <summary>Takes everything up to the first byte that is not in the set, and returns it.</summary>
    public ReadOnlySpan<byte> TakeWhile(SearchValues<byte> allowed)
    {
        var rest = Rest;
        var length = rest.IndexOfAnyExcept(allowed);
        length = length < 0 ? rest.Length : length;
        Offset += length;
        return rest[..length];
    }

    /// <summary>Takes spaces and tabs.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd && _text[Offset] is (byte)' ' or (byte)'\t')
        {
            Offset++;
        }
    }

    /// <summary>Takes white space, line ends and comments, as allowed between the elements of an array.</summary>
    public void SkipBlanksAndLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TryTakeNewline());
    }

    /// <summary>Takes a comment, without its line end, if it is next.</summary>
    public void SkipComment()
    {
        if (Next != '#')
        {
            return;
        }

        while (!IsAtEnd && Next != '\n' && !Rest.StartsWith("\r\n"u8))
        {
            RefuseControlCharacter("a comment");
            Offset++;
        }
    }

    /// <summary>Throws where the next byte is a control character other than tab.</summary>
    public void RefuseControlCharacter(string where)
    {
        if (Rest[0] is < 0x20 and not (byte)'\t' or 0x7F)
        {
            throw Error($"control character U+{Rest[0]:X4} is not allowed in {where}");
        }
    }

    /// <summary>The next character, for messages.</summary>
    public string DescribeNext()
    {
        if (IsAtEnd)
        {
            return "the end of the file";
        }

        if (TryPeekNewline())
        {
            return "the end of the line";
        }

        Rune.DecodeFromUtf8(Rest, out var rune, out _);
        return Rune.IsControl(rune) ? $"control character U+{rune.Value:X4}" : $"'{rune}'";
    }

    /// <summary>Creates an error at the next byte.</summary>
    public TomlException Error(string reason) => ErrorAt(Offset, reason);

    /// <summary>Creates an error at a byte of the document.</summary>
    public TomlException ErrorAt(int offset, string reason) => new(Path, PositionOf(offset), reason);

    /// <summary>The number of bytes examined to find positions: at most a small multiple of the document's.</summary>
    public long BytesCounted { get; private set; }

    /// <summary>Line and column of a byte. Positions are requested in ascending order, except for some within one line.</summary>
    public SourcePosition PositionOf(int offset)
    {
        if (offset < _lineOffset)
        {
            (_countedOffset, _lineOffset, _countedLine, _countedColumn) = (_start, _start, 1, 1);
        }
        else if (offset < _countedOffset)
        {
            (_countedOffset, _countedColumn) = (_lineOffset, 1);
        }

        BytesCounted += offset - _countedOffset;
        for (var index = _countedOffset; index < offset; index++)
        {
            var unit = _text[index];
            if (unit == '\n')
            {
                _countedLine++;
                _countedColumn = 1;
                _lineOffset = index + 1;
            }
            else if ((unit & 0xC0) != 0x80)
            {
                // Bytes 10xxxxxx continue a character.
                _countedColumn++;
            }
        }

        _countedOffset = offset;
        return new SourcePosition(_countedLine, _countedColumn);
    }

    private bool TryPeekNewline() => Next == '\n' || Rest.StartsWith("\r\n"u8);

    private void RefuseInvalidUtf8()
    {
        if (Utf8.IsValid(_text))
        {
            return;
        }

        var offset = 0;
        while (Rune.DecodeFromUtf8(_text.AsSpan(offset), out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        throw ErrorAt(offset, $"invalid UTF-8: byte 0x{_text[offset]:X2} does not belong here");
    }
}
