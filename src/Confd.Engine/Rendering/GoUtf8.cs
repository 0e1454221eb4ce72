using System.Buffers;
using System.Text;

namespace Confd.Engine.Rendering;

/// <summary>UTF-8 as Go reads it: a byte that begins no valid sequence is U+FFFD, one byte wide (Go <c>unicode/utf8</c>).</summary>
internal static class GoUtf8
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

        var status = Rune.DecodeFromUtf8(bytes, out var rune, out width);
        if (status == OperationStatus.Done)
        {
            return rune.Value;
        }

        width = 1;
        return ReplacementRune;
    }

    /// <summary>The last code point of some bytes.</summary>
    /// <param name="bytes">Not empty.</param>
    public static int DecodeLast(ReadOnlySpan<byte> bytes)
    {
        if (bytes[^1] < 0x80)
        {
            return bytes[^1];
        }

        return Rune.DecodeLastFromUtf8(bytes, out var rune, out _) == OperationStatus.Done ? rune.Value : ReplacementRune;
    }

    /// <summary>True where the first byte begins no valid sequence; a written U+FFFD is valid.</summary>
    public static bool IsInvalidAt(ReadOnlySpan<byte> bytes) => DecodeFirst(bytes, out var width) == ReplacementRune && width == 1;

    /// <summary>Code points, each invalid byte counted as one.</summary>
    public static int CountRunes(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            DecodeFirst(bytes, out var width);
            bytes = bytes[width..];
            count++;
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
