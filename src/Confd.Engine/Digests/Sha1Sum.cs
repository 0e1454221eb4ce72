using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Engine.Digests;

/// <summary>SHA-1 (FIPS 180-4), for <c>sha1sum</c>: a mark to tell texts apart, and no protection.</summary>
/// <remarks>.NET's own calls OpenSSL and ends the program where there is none; rendering must not need it.</remarks>
internal static class Sha1Sum
{
    private const int BlockBytes = 64;
    private const int RoundCount = 80;

    /// <summary>The sum in 40 small hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> text)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        var whole = text.Length / BlockBytes * BlockBytes;
        for (var offset = 0; offset < whole; offset += BlockBytes)
        {
            Mix(state, text.Slice(offset, BlockBytes));
        }

        // One bit, zeros, and the length in bits at the end of the last block.
        var rest = text[whole..];
        Span<byte> last = stackalloc byte[2 * BlockBytes];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        last = last[..(rest.Length + 1 + sizeof(ulong) <= BlockBytes ? BlockBytes : 2 * BlockBytes)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^sizeof(ulong)..], (ulong)text.Length * 8);
        for (; last.Length > 0; last = last[BlockBytes..])
        {
            Mix(state, last[..BlockBytes]);
        }

        Span<byte> sum = stackalloc byte[20];
        for (var index = 0; index < state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(sum[(4 * index)..], state[index]);
        }

        return Convert.ToHexStringLower(sum);
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[RoundCount];
        for (var index = 0; index < words.Length; index++)
        {
            words[index] = index < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * index)..])
                : BitOperations.RotateLeft(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1);
        }

        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4]);
        for (var index = 0; index < words.Length; index++)
        {
            var (mixed, constant) = (index / 20) switch
            {
                0 => ((b & c) | (~b & d), 0x5a827999u),
                1 => (b ^ c ^ d, 0x6ed9eba1u),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1bbcdcu),
                _ => (b ^ c ^ d, 0xca62c1d6u),
            };
            var next = unchecked(BitOperations.RotateLeft(a, 5) + mixed + e + constant + words[index]);
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        ReadOnlySpan<uint> sums = [a, b, c, d, e];
        for (var index = 0; index < state.Length; index++)
        {
            state[index] = unchecked(state[index] + sums[index]);
        }
    }
}
