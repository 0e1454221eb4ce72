using System.Buffers;
using System.Text;
using Confd.GoTemplate.Formatting;

namespace Confd.Engine.Documents;

/// <summary>UTF-8 as Go reads and writes it, for what walks over texts here (Go <c>unicode/utf8</c>); the rules are those of
/// <see cref="GoUnicode"/>.</summary>
internal static class GoUtf8
{
    /// <summary>What stands for an invalid byte.</summary>
    public const int ReplacementRune = GoUnicode.ReplacementCharacter;

    /// <summary>The largest code point.</summary>
    public const int MaxRune = GoUnicode.MaxCodePoint;

    /// <summary>The first code point of some bytes.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="width">Bytes it takes: 1 for an invalid byte.</param>
    public static int DecodeFirst(ReadOnlySpan<byte> bytes, out int width) => GoUnicode.Decode(bytes, out width);

    /// <summary>True where the first byte begins no valid sequence; a written U+FFFD is valid.</summary>
    public static bool IsInvalidAt(ReadOnlySpan<byte> bytes) => DecodeFirst(bytes, out var width) == ReplacementRune && width == 1;

    /// <summary>Code points, each invalid byte counted as one.</summary>
    public static int CountRunes(ReadOnlySpan<byte> bytes) => GoUnicode.CountRunes(bytes);

    /// <summary>Writes a code point; a surrogate becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, int rune)
    {
        var valid = Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar;
        output.Advance(valid.EncodeToUtf8(output.GetSpan(4)));
    }
}
