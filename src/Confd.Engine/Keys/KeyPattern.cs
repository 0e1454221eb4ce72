using System.Buffers;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Keys;

/// <summary>
/// A pattern of <c>gets</c> and <c>getvs</c> as Go's <c>path.Match</c> reads it: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c> and
/// <c>[^a]</c> are classes, a backslash escapes. It matches whole keys. Immutable.
/// </summary>
internal sealed class KeyPattern
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("*?[\\"u8);

    private readonly ByteString _text;

    /// <summary>Parses a pattern; <see cref="IsValid"/> is false for a malformed one.</summary>
    public KeyPattern(ByteString text)
    {
        _text = text;
        var special = text.Span.IndexOfAny(Special);
        LiteralPrefix = special < 0 ? text : text.Slice(0, special);
        IsLiteral = special < 0;
        IsValid = IsLiteral || HasValidChunks(text.Span);
    }

    /// <summary>The start of every matching key, up to the first special character.</summary>
    public ByteString LiteralPrefix { get; }

    /// <summary>True where the pattern has no special character: it matches one key at most.</summary>
    public bool IsLiteral { get; }

    /// <summary>False for a malformed pattern, such as <c>[</c> or <c>[a-]</c>; it matches nothing.</summary>
    public bool IsValid { get; }

    /// <summary>True where the whole key matches.</summary>
    public bool IsMatch(ReadOnlySpan<byte> key)
    {
        if (IsLiteral)
        {
            return _text.Span.SequenceEqual(key);
        }

        return IsValid && IsMatch(_text.Span, key);
    }

    // Go path/match.go, Match: chunks between stars, each matched at the first possible place.
    private static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> key)
    {
        while (!pattern.IsEmpty)
        {
            var hasStar = pattern[0] == '*';
            var chunk = NextChunk(ref pattern);
            if (hasStar && chunk.IsEmpty)
            {
                return !key.Contains((byte)'/');
            }

            if (!TrySkipChunk(chunk, ref key, hasStar, isLast: pattern.IsEmpty))
            {
                return false;
            }
        }

        return key.IsEmpty;
    }

    private static bool TrySkipChunk(scoped ReadOnlySpan<byte> chunk, ref ReadOnlySpan<byte> key, bool hasStar, bool isLast)
    {
        for (var skipped = 0; ; skipped++)
        {
            var length = MatchChunk(chunk, key[skipped..]);
            if (length >= 0 && (!isLast || skipped + length == key.Length))
            {
                key = key[(skipped + length)..];
                return true;
            }

            if (!hasStar || skipped >= key.Length || key[skipped] == '/')
            {
                return false;
            }
        }
    }

    private static ReadOnlySpan<byte> NextChunk(ref ReadOnlySpan<byte> pattern)
    {
        pattern = pattern.TrimStart((byte)'*');
        var isInClass = false;
        var end = 0;
        for (; end < pattern.Length && (pattern[end] != '*' || isInClass); end++)
        {
            switch (pattern[end])
            {
                case (byte)'\\' when end + 1 < pattern.Length:
                    end++;
                    break;
                case (byte)'[':
                    isInClass = true;
                    break;
                case (byte)']':
                    isInClass = false;
                    break;
                default:
                    break;
            }
        }

        var chunk = pattern[..end];
        pattern = pattern[end..];
        return chunk;
    }

    // Bytes of the key that a chunk without stars matches, or -1.
    private static int MatchChunk(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> key)
    {
        var position = 0;
        while (!chunk.IsEmpty)
        {
            if (position >= key.Length)
            {
                return -1;
            }

            switch (chunk[0])
            {
                case (byte)'[':
                    var rune = GoUtf8.DecodeFirst(key[position..], out var width);
                    if (ReadClass(ref chunk, rune) != ClassResponse.Match)
                    {
                        return -1;
                    }

                    position += width;
                    continue;
                case (byte)'?':
                    if (key[position] == '/')
                    {
                        return -1;
                    }

                    GoUtf8.DecodeFirst(key[position..], out var any);
                    position += any;
                    break;
                case (byte)'\\':
                    chunk = chunk[1..];
                    goto default;
                default:
                    if (chunk[0] != key[position++])
                    {
                        return -1;
                    }

                    break;
            }

            chunk = chunk[1..];
        }

        return position;
    }

    private static bool HasValidChunks(ReadOnlySpan<byte> pattern)
    {
        while (!pattern.IsEmpty)
        {
            if (!IsValidChunk(NextChunk(ref pattern)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsValidChunk(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            if (chunk[0] == '[')
            {
                if (ReadClass(ref chunk, 0) == ClassResponse.Malformed)
                {
                    return false;
                }

                continue;
            }

            var taken = chunk[0] == '\\' ? 2 : 1;
            if (taken > chunk.Length)
            {
                return false;
            }

            chunk = chunk[taken..];
        }

        return true;
    }

    private static ClassResponse ReadClass(ref ReadOnlySpan<byte> chunk, int rune)
    {
        chunk = chunk[1..];
        var isNegated = chunk.StartsWith("^"u8);
        chunk = chunk[(isNegated ? 1 : 0)..];
        var isInside = false;
        for (var ranges = 0; ranges == 0 || chunk[0] != ']'; ranges++)
        {
            if (!TryReadClassRune(ref chunk, out var low))
            {
                return ClassResponse.Malformed;
            }

            var high = low;
            if (chunk[0] == '-')
            {
                chunk = chunk[1..];
                if (!TryReadClassRune(ref chunk, out high))
                {
                    return ClassResponse.Malformed;
                }
            }

            isInside |= low <= rune && rune <= high;
        }

        chunk = chunk[1..];
        return isInside == isNegated ? ClassResponse.NoMatch : ClassResponse.Match;
    }

    // Something must follow: the class is not closed yet.
    private static bool TryReadClassRune(ref ReadOnlySpan<byte> chunk, out int rune)
    {
        rune = 0;
        if (chunk.IsEmpty || chunk[0] is (byte)'-' or (byte)']')
        {
            return false;
        }

        if (chunk[0] == '\\')
        {
            chunk = chunk[1..];
        }

        if (chunk.IsEmpty || GoUtf8.IsInvalidAt(chunk))
        {
            return false;
        }

        rune = GoUtf8.DecodeFirst(chunk, out var width);
        chunk = chunk[width..];
        return !chunk.IsEmpty;
    }

    private enum ClassResponse
    {
        Malformed,
        NoMatch,
        Match,
    }
}
