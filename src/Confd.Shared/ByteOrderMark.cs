namespace Confd.Shared;

/// <summary>The mark that editors of other systems put in front of a text in UTF-8.</summary>
internal static class ByteOrderMark
{
    /// <summary>The text without it.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
