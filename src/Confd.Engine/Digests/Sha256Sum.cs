using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Engine.Digests;

/// <summary>SHA-256 (FIPS 180-4), for <c>sha256sum</c> and names in the state folder.</summary>
/// <remarks>.NET's own calls OpenSSL and ends the program where there is none; rendering must not need it.</remarks>
internal static class Sha256Sum
{
    private const int BlockBytes = 64;

    // The first 32 bits of the fractions of the cube roots of the first 64 primes, and of the square roots of the first 8.
    private static readonly uint[] Rounds = [.. PrimeRoots.Fractions(BlockBytes, degree: 3, bits: 32).Select(fraction => (uint)fraction)];
    private static readonly uint[] Start = [.. PrimeRoots.Fractions(8, degree: 2, bits: 32).Select(fraction => (uint)fraction)];

    /// <summary>The sum in 64 small hexadecimal digits.</summary>
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
