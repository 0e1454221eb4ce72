using System.Buffers.Binary;

namespace Confd.Shared.Digests;

/// <summary>The common part of the sums of FIPS 180-4: a text in blocks, the last of them padded (section 5.1), and a state of words that
/// each block is mixed into.</summary>
internal static class ShaBlocks
{
    /// <summary>Mixes one block into the state.</summary>
    public delegate void Mixer<TWord>(Span<TWord> state, ReadOnlySpan<byte> block);

    /// <summary>Mixes a whole text into the state.</summary>
    /// <param name="state">Its start values; holds the words of the sum afterwards.</param>
    /// <param name="text">The text.</param>
    /// <param name="blockBytes">64, or 128 for SHA-512.</param>
    /// <param name="mix">Of one block.</param>
    public static void MixAll<TWord>(Span<TWord> state, ReadOnlySpan<byte> text, int blockBytes, Mixer<TWord> mix)
    {
        var bits = (ulong)text.Length * 8;
        for (; text.Length >= blockBytes; text = text[blockBytes..])
        {
            mix(state, text[..blockBytes]);
        }

        // One bit, zeros, and the length in bits, which takes an eighth of a block, at the end of the last one.
        Span<byte> last = stackalloc byte[2 * blockBytes];
        last.Clear();
        text.CopyTo(last);
        last[text.Length] = 0x80;
        last = last[..(text.Length + 1 + (blockBytes / 8) <= blockBytes ? blockBytes : 2 * blockBytes)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^sizeof(ulong)..], bits);
        for (; last.Length > 0; last = last[blockBytes..])
        {
            mix(state, last[..blockBytes]);
        }
    }

    /// <summary>The words as bytes, the highest first.</summary>
    public static byte[] ToBytes(ReadOnlySpan<uint> words)
    {
        var bytes = new byte[sizeof(uint) * words.Length];
        for (var index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sizeof(uint) * index), words[index]);
        }

        return bytes;
    }
}
