using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Engine.Digests;

/// <summary>SHA-512 (FIPS 180-4), for <c>sha512sum</c>.</summary>
/// <remarks>.NET's own calls OpenSSL and ends the program where there is none; rendering must not need it.</remarks>
internal static class Sha512Sum
{
    private const int BlockBytes = 128;
    private const int RoundCount = 80;

    private static readonly ulong[] Rounds = [.. PrimeRoots.Fractions(RoundCount, degree: 3, bits: 64)];
    private static readonly ulong[] Start = [.. PrimeRoots.Fractions(8, degree: 2, bits: 64)];

    /// <summary>The sum in 128 small hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> text)
    {
        Span<ulong> state = stackalloc ulong[8];
        Start.CopyTo(state);
        ShaBlocks.MixAll(state, text, BlockBytes, Mix);
        Span<byte> sum = stackalloc byte[64];
        for (var index = 0; index < state.Length; index++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(sum[(8 * index)..], state[index]);
        }

        return Convert.ToHexStringLower(sum);
    }

    private static void Mix(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        Span<ulong> words = stackalloc ulong[RoundCount];
        for (var index = 0; index < words.Length; index++)
        {
            words[index] = index < 16 ? BinaryPrimitives.ReadUInt64BigEndian(block[(8 * index)..]) : Extend(words, index);
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var index = 0; index < words.Length; index++)
        {
            unchecked
            {
                var first = h + (Right(e, 14) ^ Right(e, 18) ^ Right(e, 41)) + ((e & f) ^ (~e & g)) + Rounds[index] + words[index];
                var second = (Right(a, 28) ^ Right(a, 34) ^ Right(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
                (h, g, f, e) = (g, f, e, d + first);
                (d, c, b, a) = (c, b, a, first + second);
            }
        }

        ReadOnlySpan<ulong> mixed = [a, b, c, d, e, f, g, h];
        for (var index = 0; index < state.Length; index++)
        {
            state[index] = unchecked(state[index] + mixed[index]);
        }
    }

    private static ulong Extend(ReadOnlySpan<ulong> words, int index)
    {
        var (near, far) = (words[index - 2], words[index - 15]);
        var first = Right(far, 1) ^ Right(far, 8) ^ (far >> 7);
        var second = Right(near, 19) ^ Right(near, 61) ^ (near >> 6);
        return unchecked(words[index - 16] + first + words[index - 7] + second);
    }

    private static ulong Right(ulong value, int bits) => BitOperations.RotateRight(value, bits);
}
