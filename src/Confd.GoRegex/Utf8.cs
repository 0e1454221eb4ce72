using System.Buffers;
using System.Text;

namespace Confd.GoRegex;

/// <summary>UTF-8 as Go reads it (Go <c>unicode/utf8</c>): a byte that is no part of a valid sequence counts as one U+FFFD.</summary>
internal static class Utf8
{
    /// <summary>What stands for an invalid byte.</summary>
    public const int ReplacementRune = 0xFFFD;

    /// <summary>The largest code point.</summary>
    public const int MaxRune = 0x10FFFF;

    /// <summary>The first code point of some bytes.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="width">Bytes it takes: 1 for an invalid byte.</param>
    public static int DecodeFirst(ReadOnlySpan<byte> bytes, out int width)
    {
        if (bytes[0] < 0x80)
        {
            width = 1;
            return bytes[0];
        }

        if (Rune.DecodeFromUtf8(bytes, out var rune, out width) != OperationStatus.Done)
        {
            width = 1;
        }

        return rune.Value;
    }

    /// <summary>True where the first byte begins no valid sequence; a written U+FFFD is valid.</summary>
    public static bool IsInvalidAt(ReadOnlySpan<byte> bytes) => DecodeFirst(bytes, out var width) == ReplacementRune && width == 1;
}
