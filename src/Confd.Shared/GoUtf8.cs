using System.Buffers;
using System.Text;

namespace Confd.Shared;

/// <summary>UTF-8 as Go reads and writes it (Go <c>unicode/utf8</c>): a byte that is not part of a valid sequence counts as one
/// U+FFFD.</summary>
internal static class GoUtf8
{
    /// <summary>Replaces an invalid byte.</summary>
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

    /// <summary>The last code point of some bytes.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="width">Bytes it takes: 1 for an invalid byte.</param>
    public static int DecodeLast(ReadOnlySpan<byte> bytes, out int width)
    {
        if (Rune.DecodeLastFromUtf8(bytes, out var rune, out width) != OperationStatus.Done)
        {
            width = 1;
        }

        return rune.Value;
    }

    /// <summary>True where the first byte begins no valid sequence; a written U+FFFD is valid.</summary>
    public static bool IsInvalidAt(ReadOnlySpan<byte> bytes) => DecodeFirst(bytes, out var width) == ReplacementRune && width == 1;

    /// <summary>The number of code points, each invalid byte counted as one.</summary>
    public static int CountRunes(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            var ascii = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
            {
                return count + bytes.Length;
            }

            DecodeFirst(bytes[ascii..], out var width);
            count += ascii + 1;
            bytes = bytes[(ascii + width)..];
        }

        return count;
    }

    /// <summary>Writes a code point; a surrogate becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, int rune)
    {
        var valid = Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar;
        output.Advance(valid.EncodeToUtf8(output.GetSpan(4)));
    }
}
