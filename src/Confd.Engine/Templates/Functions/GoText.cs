using System.Buffers;
using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Templates.Functions;

/// <summary>Functions of Go's package <c>strings</c>, on byte strings.</summary>
internal static class GoText
{
    private const int RemovedRune = -1;

    /// <summary>Maps every code point; where anything is not ASCII, an invalid byte becomes U+FFFD (Go <c>strings.Map</c>).</summary>
    public static ByteString Map(RenderContext context, ByteString text, Func<int, int> map)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 1);
        var rest = text.Span;
        while (!rest.IsEmpty)
        {
            context.Step();
            var rune = map(GoUtf8.DecodeFirst(rest, out var width));
            if (rune != RemovedRune)
            {
                GoUtf8.Write(output, rune);
            }

            rest = rest[width..];
        }

        return new ByteString(output.WrittenMemory);
    }

    /// <summary>Removes all Unicode white space.</summary>
    public static ByteString WithoutSpace(RenderContext context, ByteString text) =>
        Map(context, text, rune => Rune.IsValid(rune) && Rune.IsWhiteSpace(new Rune(rune)) ? RemovedRune : rune);

    /// <summary>Adds a prefix and a suffix.</summary>
    public static ByteString Surround(ReadOnlySpan<byte> before, ByteString text, ReadOnlySpan<byte> after) =>
        new((byte[])[.. before, .. text.Span, .. after]);

    /// <summary>Splits at every separator; an empty one splits code points, an invalid byte being one of its own.</summary>
    /// <param name="context">The run.</param>
    /// <param name="text">Any bytes.</param>
    /// <param name="separator">The separator.</param>
    /// <param name="count">The maximum number of parts, the last being the rest; below zero for all.</param>
    public static GoSlice Split(RenderContext context, ByteString text, ReadOnlySpan<byte> separator, long count = -1)
    {
        var parts = new List<ByteString>();
        var start = 0;
        while (count != 0 && (count < 0 || parts.Count < count - 1))
        {
            context.Step();
            context.CheckCount(parts.Count);
            var length = separator.IsEmpty ? WidthOfFirst(text.Span[start..]) : text.Span[start..].IndexOf(separator);
            if (length < 0 || (separator.IsEmpty && length >= text.Length - start))
            {
                break;
            }

            parts.Add(text.Slice(start, length));
            start += length + separator.Length;
        }

        if (count != 0 && (!separator.IsEmpty || start < text.Length))
        {
            parts.Add(text.Slice(start));
        }

        return GoSlice.OfStrings(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts));
    }

    /// <summary>Joins strings with a separator.</summary>
    public static ByteString Join(GoSlice parts, ByteString separator, long limit)
    {
        long size = (long)separator.Length * Math.Max(parts.Length - 1, 0);
        foreach (var part in parts.Span)
        {
            size += part.AsString().Length;
        }

        var output = new byte[CheckedSize("join", size, limit)];
        var target = output.AsSpan();
        for (var index = 0; index < parts.Length; index++)
        {
            target = Append(target, index > 0 ? separator.Span : default);
            target = Append(target, parts[index].AsString().Span);
        }

        return new ByteString(output);
    }

    /// <summary>Replaces the first <paramref name="count"/> matches, all where it is negative; an empty text matches before every code
    /// point and at the end.</summary>
    public static ByteString Replace(
        ByteString text, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement, long count, long limit = long.MaxValue)
    {
        if (count == 0 || old.SequenceEqual(replacement))
        {
            return text;
        }

        long finds = old.IsEmpty ? GoUtf8.CountRunes(text.Span) + 1 : text.Span.Count(old);
        finds = count < 0 ? finds : Math.Min(finds, count);
        if (finds == 0)
        {
            return text;
        }

        var output = new byte[CheckedSize("replace", text.Length + (finds * (replacement.Length - old.Length)), limit)];
        var target = output.AsSpan();
        var rest = text.Span;
        for (var find = 0L; find < finds; find++)
        {
            var kept = old.IsEmpty ? WidthBeforeInsertion(rest, find) : rest.IndexOf(old);
            target = Append(target, rest[..kept]);
            target = Append(target, replacement);
            rest = rest[(kept + old.Length)..];
        }

        Append(target, rest);
        return new ByteString(output);
    }

    /// <summary>Repeats the text; empty where <paramref name="count"/> is not positive.</summary>
    public static ByteString Repeat(ByteString text, long count, long limit)
    {
        if (count <= 0 || text.IsEmpty)
        {
            return ByteString.Empty;
        }

        if (count > long.MaxValue / text.Length)
        {
            throw new TemplateFunctionException("strings: Repeat output length overflow");
        }

        GoMemory.CheckText(count * text.Length);
        var output = new byte[CheckedSize("repeat", count * text.Length, limit)];
        var target = output.AsSpan();
        while (!target.IsEmpty)
        {
            target = Append(target, text.Span);
        }

        return new ByteString(output);
    }

    /// <summary>Inserts spaces before every line, even empty ones; an empty text stays empty.</summary>
    public static ByteString Indent(ByteString text, long spaces, long limit)
    {
        if (text.IsEmpty || spaces <= 0)
        {
            return text;
        }

        GoMemory.CheckText(spaces);
        var lines = text.Span.Count((byte)'\n') + 1;
        var size = text.Length + ((Int128)spaces * lines);
        var output = new byte[CheckedSize("indent", (long)Int128.Min(size, long.MaxValue), limit)];
        var target = output.AsSpan();
        var rest = text.Span;
        for (var line = 0; line < lines; line++)
        {
            target[..(int)spaces].Fill((byte)' ');
            var length = line == lines - 1 ? rest.Length : rest.IndexOf((byte)'\n') + 1;
            target = Append(target[(int)spaces..], rest[..length]);
            rest = rest[length..];
        }

        return new ByteString(output);
    }

    private static int WidthOfFirst(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        GoUtf8.DecodeFirst(text, out var width);
        return width;
    }

    private static int WidthBeforeInsertion(ReadOnlySpan<byte> rest, long find) => find == 0 ? 0 : WidthOfFirst(rest);

    private static Span<byte> Append(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        return target[bytes.Length..];
    }

    private static long CheckedSize(string function, long size, long limit) => size <= Math.Min(limit, Array.MaxLength)
        ? size
        : throw new TemplateFunctionException($"{function}: a result above the limit of {limit} bytes: {ErrorText.Number(size)}");
}
