using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Shared.Digests;

/// <summary>SHA-1 (FIPS 180-4), for <c>sha1sum</c>: a digest to distinguish texts, and no protection.</summary>
/// <remarks>.NET's own calls OpenSSL and ends the program where there is none; rendering must not need it.</remarks>
internal static class Sha1Sum
{
    private const int BlockBytes = 64;
    private const int RoundCount = 80;

    /// <summary>The sum in 40 lower-case hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> text)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        ShaBlocks.MixAll(state, text, BlockBytes, Mix);
        return Convert.ToHexStringLower(ShaBlocks.ToBytes(state));
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
