using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Engine.Templates.Functions;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Functions for words and columns of texts, as in Go's <c>strings</c> and Masterminds' <c>goutils</c>. Lengths are
/// bytes.</summary>
internal static class GoWords
{
    private static ReadOnlySpan<byte> Ellipsis => "..."u8;

    /// <summary>The first letter of each word in title case (Go <c>strings.Title</c>).</summary>
    public static ByteString Title(RenderContext context, ByteString text)
    {
        var previous = (int)' ';
        return GoText.Map(context, text, rune =>
        {
            var result = IsSeparator(previous) ? ToTitle(rune) : rune;
            previous = rune;
            return result;
        });
    }

    /// <summary>The first letter of each word in lower case.</summary>
    public static ByteString Uncapitalize(RenderContext context, ByteString text)
    {
        var isNext = true;
        return GoText.Map(context, text, rune =>
        {
            var result = isNext ? GoCase.ToLower(rune) : rune;
            isNext = IsSpace(rune);
            return isNext ? rune : result;
        });
    }

    /// <summary>Converts upper case to lower; lower case to title at the start of a word and to upper elsewhere.</summary>
    public static ByteString SwapCase(RenderContext context, ByteString text)
    {
        var isStart = true;
        return GoText.Map(context, text, rune =>
        {
            var isCased = GoCase.IsUpper(rune) || GoCase.IsLower(rune) || IsTitle(rune);
            var result = GoCase.IsLower(rune) ? (isStart ? ToTitle(rune) : GoCase.ToUpper(rune)) : isCased ? GoCase.ToLower(rune) : rune;
            isStart = !isCased && IsSpace(rune);
            return result;
        });
    }

    /// <summary>The first byte of each word, interpreted as a Latin-1 character as in the original.</summary>
    public static ByteString Initials(RenderContext context, ByteString text)
    {
        var output = new ArrayBufferWriter<byte>(16);
        var isNext = true;
        foreach (var letter in text.Span)
        {
            context.Step();
            if (!IsSpace(letter) && isNext)
            {
                GoUtf8.Write(output, letter);
            }

            isNext = IsSpace(letter);
        }

        return new ByteString(output.WrittenMemory);
    }

    /// <summary>The text without white space; if there was any, all other bytes are interpreted as Latin-1 characters as in the
    /// original.</summary>
    public static ByteString WithoutSpace(RenderContext context, ByteString text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 1);
        var kept = 0;
        foreach (var letter in text.Span)
        {
            context.Step();
            if (!IsSpace(letter))
            {
                GoUtf8.Write(output, letter);
                kept++;
            }
        }

        return kept == text.Length ? text : new ByteString(output.WrittenMemory);
    }

    /// <summary>Without white space at both ends.</summary>
    public static ByteString Trim(ByteString text) => Trim(text, IsSpace);

    /// <summary>Without the characters of a set at both ends.</summary>
    public static ByteString Trim(ByteString text, ByteString set)
    {
        var runes = new HashSet<int>();
        for (var rest = set.Span; !rest.IsEmpty;)
        {
            runes.Add(GoUtf8.DecodeFirst(rest, out var width));
            rest = rest[width..];
        }

        return Trim(text, runes.Contains);
    }

    /// <summary>Shortens to a width, with dots for omitted parts (goutils <c>AbbreviateFull</c>).</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="left">The approximate start of the kept part.</param>
    /// <param name="width">The maximum length of the result; below 4, or below 7 with a left side, nothing is cut.</param>
    public static ByteString Abbreviate(ByteString text, long left, long width)
    {
        if (width < 4 || (left > 0 && width < 7) || text.Length <= width)
        {
            return text;
        }

        var kept = (int)width - Ellipsis.Length;
        var start = Math.Min(Math.Min(left, text.Length), text.Length - kept);
        if (start <= 4)
        {
            return GoText.Surround(default, text.Slice(0, kept), Ellipsis);
        }

        return start + kept < text.Length
            ? GoText.Surround(Ellipsis, Abbreviate(text.Slice((int)start), 0, kept), default)
            : GoText.Surround(Ellipsis, text.Slice(text.Length - kept), default);
    }

    /// <summary>Wraps a text at spaces (goutils <c>WrapCustom</c>).</summary>
    /// <param name="context">The run.</param>
    /// <param name="text">Any bytes.</param>
    /// <param name="width">The maximum length of a line in bytes; below 1 counts as 1.</param>
    /// <param name="lineEnd">The separator between lines; empty for a line feed.</param>
    /// <param name="cutsLongWords">True: longer words are cut, even inside a character; otherwise they stay whole.</param>
    public static ByteString Wrap(RenderContext context, ByteString text, long width, ByteString lineEnd, bool cutsLongWords)
    {
        var end = lineEnd.IsEmpty ? "\n"u8 : lineEnd.Span;
        var size = (int)Math.Clamp(width, 1, int.MaxValue / 2);
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var rest = text.Span;
        while (rest.Length > size)
        {
            context.Step();
            context.CheckSize(output.WrittenCount);
            if (rest[0] == ' ')
            {
                rest = rest[1..];
                continue;
            }

            var blank = rest[..(size + 1)].LastIndexOf((byte)' ');
            if (blank < 0 && cutsLongWords)
            {
                output.Write(rest[..size]);
                output.Write(end);
                rest = rest[size..];
                continue;
            }

            blank = blank < 0 ? size + rest[size..].IndexOf((byte)' ') : blank;
            if (blank < size && !rest[..(size + 1)].Contains((byte)' '))
            {
                break;
            }

            output.Write(rest[..blank]);
            output.Write(end);
            rest = rest[(blank + 1)..];
        }

        output.Write(rest);
        return new ByteString(output.WrittenMemory);
    }

    /// <summary>Go's <c>unicode.IsSpace</c>.</summary>
    public static bool IsSpace(int rune) => Rune.IsValid(rune) && Rune.IsWhiteSpace(new Rune(rune));

    private static bool IsSpace(byte letter) => IsSpace((int)letter);

    private static ByteString Trim(ByteString text, Func<int, bool> isCut)
    {
        var start = 0;
        while (start < text.Length && isCut(GoUtf8.DecodeFirst(text.Span[start..], out var width)))
        {
            start += width;
        }

        var end = text.Length;
        while (end > start && isCut(GoUtf8.DecodeLast(text.Span[start..end], out var width)))
        {
            end -= width;
        }

        return text.Slice(start, end - start);
    }

    private static bool IsSeparator(int rune) => rune < 0x80
        ? !char.IsAsciiLetterOrDigit((char)rune) && rune != '_'
        : !GoUnicode.IsLetter(rune) && !GoUnicode.IsDecimalDigit(rune) && IsSpace(rune);

    private static bool IsTitle(int rune) =>
        Rune.IsValid(rune) && Rune.GetUnicodeCategory(new Rune(rune)) == UnicodeCategory.TitlecaseLetter;

    // Title case differs from upper case in the digraphs of Croatian, and in Georgian, which has no title case.
    private static int ToTitle(int rune) => rune switch
    {
        >= 0x1C4 and <= 0x1C6 => 0x1C5,
        >= 0x1C7 and <= 0x1C9 => 0x1C8,
        >= 0x1CA and <= 0x1CC => 0x1CB,
        >= 0x1F1 and <= 0x1F3 => 0x1F2,
        >= 0x10D0 and <= 0x10FF => rune,
        _ => GoCase.ToUpper(rune),
    };
}
