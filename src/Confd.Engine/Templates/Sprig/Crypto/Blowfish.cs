using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>The cipher Blowfish with the expensive key setup of bcrypt.</summary>
internal sealed class Blowfish
{
    private const int RoundKeys = 18;
    private const int BoxWords = 4 * 256;

    // Both tables are initialized with the digits of pi after the point.
    private static readonly Lazy<uint[]> Pi = new(() => PiDigits(RoundKeys + BoxWords));

    private readonly uint[] _keys = Pi.Value[..RoundKeys];
    private readonly uint[] _boxes = Pi.Value[RoundKeys..];

    /// <summary>Mixes a key, and a salt of 16 bytes or none, into the tables.</summary>
    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var offset = 0;
        foreach (ref var word in _keys.AsSpan())
        {
            word ^= NextWord(key, ref offset);
        }

        var (left, right) = (0u, 0u);
        offset = 0;
        for (var index = 0; index < RoundKeys + BoxWords; index += 2)
        {
            left ^= salt.IsEmpty ? 0 : NextWord(salt, ref offset);
            right ^= salt.IsEmpty ? 0 : NextWord(salt, ref offset);
            Encrypt(ref left, ref right);
            var (table, place) = index < RoundKeys ? (_keys, index) : (_boxes, index - RoundKeys);
            (table[place], table[place + 1]) = (left, right);
        }
    }

    /// <summary>Encrypts 8 bytes in place.</summary>
    public void Encrypt(Span<byte> block)
    {
        var left = BinaryPrimitives.ReadUInt32BigEndian(block);
        var right = BinaryPrimitives.ReadUInt32BigEndian(block[4..]);
        Encrypt(ref left, ref right);
        BinaryPrimitives.WriteUInt32BigEndian(block, left);
        BinaryPrimitives.WriteUInt32BigEndian(block[4..], right);
    }

    private void Encrypt(ref uint left, ref uint right)
    {
        for (var round = 0; round < RoundKeys - 2; round++)
        {
            left ^= _keys[round];
            right ^= Mix(left);
            (left, right) = (right, left);
        }

        (left, right) = (right ^ _keys[RoundKeys - 1], left ^ _keys[RoundKeys - 2]);
    }

    private uint Mix(uint word)
    {
        unchecked
        {
            var sum = _boxes[word >> 24] + _boxes[0x100 + ((word >> 16) & 0xff)];
            return (sum ^ _boxes[0x200 + ((word >> 8) & 0xff)]) + _boxes[0x300 + (word & 0xff)];
        }
    }

    // Four bytes, cyclically.
    private static uint NextWord(ReadOnlySpan<byte> bytes, ref int offset)
    {
        var word = 0u;
        for (var index = 0; index < sizeof(uint); index++)
        {
            word = (word << 8) | bytes[offset];
            offset = (offset + 1) % bytes.Length;
        }

        return word;
    }

    // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), in fixed point with some bits to spare.
    private static uint[] PiDigits(int words)
    {
        const int SpareBits = 64;
        var bits = (32 * words) + SpareBits;
        var fraction = (((16 * ArcTangent(5, bits)) - (4 * ArcTangent(239, bits))) >> SpareBits) & ((BigInteger.One << (32 * words)) - 1);
        var digits = new uint[words];
        for (var index = 0; index < words; index++)
        {
            digits[index] = (uint)((fraction >> (32 * (words - 1 - index))) & uint.MaxValue);
        }

        return digits;
    }

    private static BigInteger ArcTangent(int inverse, int bits)
    {
        var power = (BigInteger.One << bits) / inverse;
        var sum = power;
        for (var divisor = 3; !power.IsZero; divisor += 2)
        {
            power /= inverse * inverse;
            sum += divisor % 4 == 3 ? -(power / divisor) : power / divisor;
        }

        return sum;
    }
}
