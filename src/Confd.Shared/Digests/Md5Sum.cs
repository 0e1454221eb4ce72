using System.Buffers.Binary;
using System.Numerics;

namespace Confd.Shared.Digests;

/// <summary>MD5 (RFC 1321) of bytes that come in pieces: a digest for people to distinguish texts, as in the original, and no
/// protection.</summary>
/// <remarks>.NET's own calls OpenSSL, and a file that changed must not need it.</remarks>
internal sealed class Md5Sum
{
    private const int BlockBytes = 64;

    private static readonly int[] Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
    private static readonly uint[] Sines = [.. Enumerable.Range(1, BlockBytes).Select(
        index => (uint)(Math.Abs(Math.Sin(index)) * 4294967296.0))];

    private readonly byte[] _block = new byte[BlockBytes];
    private uint _a = 0x67452301;
    private uint _b = 0xefcdab89;
    private uint _c = 0x98badcfe;
    private uint _d = 0x10325476;
    private long _length;

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var filled = (int)(_length % BlockBytes);
            var count = Math.Min(bytes.Length, BlockBytes - filled);
            bytes[..count].CopyTo(_block.AsSpan(filled));
            bytes = bytes[count..];
            _length += count;
            if (filled + count == BlockBytes)
            {
                Mix();
            }
        }
    }

    /// <summary>Returns the sum as 32 lower-case hexadecimal digits; nothing can be appended afterwards.</summary>
    public string Finish()
    {
        var bits = (ulong)_length * 8;
        var padding = new byte[BlockBytes - (int)((_length + 8) % BlockBytes)];
        padding[0] = 0x80;
        Append(padding);
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(last, bits);
        Append(last);

        Span<byte> sum = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, _a);
        BinaryPrimitives.WriteUInt32LittleEndian(sum[4..], _b);
        BinaryPrimitives.WriteUInt32LittleEndian(sum[8..], _c);
        BinaryPrimitives.WriteUInt32LittleEndian(sum[12..], _d);
        return Convert.ToHexStringLower(sum);
    }

    private void Mix()
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        for (var step = 0; step < BlockBytes; step++)
        {
            var round = step / 16;
            var (mixed, word) = round switch
            {
                0 => ((b & c) | (~b & d), step),
                1 => ((d & b) | (~d & c), ((5 * step) + 1) % 16),
                2 => (b ^ c ^ d, ((3 * step) + 5) % 16),
                _ => (c ^ (b | ~d), 7 * step % 16),
            };
            var sum = unchecked(a + mixed + Sines[step] + BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(4 * word)));
            (a, d, c, b) = (d, c, b, unchecked(b + BitOperations.RotateLeft(sum, Shifts[(4 * round) + (step % 4)])));
        }

        unchecked
        {
            (_a, _b, _c, _d) = (_a + a, _b + b, _c + c, _d + d);
        }
    }
}
