using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Shared.Digests;

/// <summary>SHA-256 (FIPS 180-4), for <c>sha256sum</c> and names in the state folder.</summary>
/// <remarks>.NET's own calls OpenSSL and ends the program where there is none; rendering must not need it.</remarks>
internal static class Sha256Sum
{
    /// <summary>Bytes of a sum.</summary>
    public const int Bytes = 32;

    private const int BlockBytes = 64;

    // The first 32 bits of the fractions of the square roots of the first 8 primes.
    private static ReadOnlySpan<uint> Start =>
    [
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
    ];

    // And of the cube roots of the first 64.
    private static ReadOnlySpan<uint> Rounds =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    /// <summary>The sum in 64 lower-case hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(Hash(text));

    /// <summary>The sum as 32 bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> text)
    {
        Span<uint> state = stackalloc uint[8];
        Start.CopyTo(state);
        ShaBlocks.MixAll(state, text, BlockBytes, Mix);
        return ShaBlocks.ToBytes(state);
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[BlockBytes];
        for (var index = 0; index < words.Length; index++)
        {
            words[index] = index < 16 ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * index)..]) : Extend(words, index);
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var index = 0; index < words.Length; index++)
        {
            unchecked
            {
                var first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ (~e & g)) + Rounds[index] + words[index];
                var second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
                (h, g, f, e) = (g, f, e, d + first);
                (d, c, b, a) = (c, b, a, first + second);
            }
        }

        ReadOnlySpan<uint> mixed = [a, b, c, d, e, f, g, h];
        for (var index = 0; index < state.Length; index++)
        {
            state[index] = unchecked(state[index] + mixed[index]);
        }
    }

    private static uint Extend(ReadOnlySpan<uint> words, int index)
    {
        var (near, far) = (words[index - 2], words[index - 15]);
        var first = Right(far, 7) ^ Right(far, 18) ^ (far >> 3);
        var second = Right(near, 17) ^ Right(near, 19) ^ (near >> 10);
        return unchecked(words[index - 16] + first + words[index - 7] + second);
    }

    private static uint Right(uint value, int bits) => BitOperations.RotateRight(value, bits);
}
