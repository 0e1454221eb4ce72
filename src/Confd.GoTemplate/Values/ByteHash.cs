using System.Buffers.Binary;

namespace Confd.GoTemplate.Values;

/// <summary>
/// A hash of bytes for tables in memory: one multiplication for eight bytes. It differs between processes, so that keys with equal hashes
/// cannot be chosen.
/// </summary>
internal static class ByteHash
{
    // Odd and without a pattern: the fractional digits of the square roots of 2 and 3.
    private const ulong Factor = 0x6A09E667F3BCC909;
    private const ulong LastFactor = 0xBB67AE8584CAA73B;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Factor);
            bytes = bytes[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var value in bytes)
        {
            rest = (rest << 8) | value;
        }

        hash = Mix(hash ^ rest, LastFactor);
        return (int)(hash ^ (hash >> 32));
    }

    // Both halves of the product, so that every bit affects every other.
    private static ulong Mix(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return high ^ low;
    }
}
