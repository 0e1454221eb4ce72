using System.Buffers.Binary;
using System.Numerics;
using Confd.GoTemplate;
using Confd.Shared.Digests;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>The key derivation scrypt (RFC 7914), for <c>derivePassword</c>.</summary>
internal static class Scrypt
{
    // Words of 32 bits in a block of Salsa20.
    private const int SalsaWords = 16;

    /// <summary>Derives a key.</summary>
    /// <param name="context">Cancels it with the run.</param>
    /// <param name="password">The secret.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="cost">N: determines memory and time; a power of two.</param>
    /// <param name="blockSize">r: takes 128 bytes times N times r.</param>
    /// <param name="parallelization">p.</param>
    /// <param name="length">Bytes of the key.</param>
    public static byte[] Derive(
        RenderContext context,
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> salt,
        int cost,
        int blockSize,
        int parallelization,
        int length)
    {
        var words = 32 * blockSize;
        var bytes = Pbkdf2(password, salt, parallelization * words * sizeof(uint));
        var memory = new uint[cost * words];
        var block = new uint[words];
        for (var part = 0; part < parallelization; part++)
        {
            var own = bytes.AsSpan(part * words * sizeof(uint), words * sizeof(uint));
            for (var index = 0; index < words; index++)
            {
                block[index] = BinaryPrimitives.ReadUInt32LittleEndian(own[(4 * index)..]);
            }

            Mix(context, block, memory, cost);
            for (var index = 0; index < words; index++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(own[(4 * index)..], block[index]);
            }
        }

        return Pbkdf2(password, bytes, length);
    }

    // PBKDF2 with HMAC-SHA-256 and one iteration, as in scrypt.
    private static byte[] Pbkdf2(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int length)
    {
        const int SumBytes = Sha256Sum.Bytes;
        var output = new byte[(length + SumBytes - 1) / SumBytes * SumBytes];
        byte[] salted = [.. salt, 0, 0, 0, 0];
        for (var block = 0; block * SumBytes < output.Length; block++)
        {
            BinaryPrimitives.WriteInt32BigEndian(salted.AsSpan(salt.Length), block + 1);
            HmacSha256.Compute(password, salted).CopyTo(output.AsSpan(block * SumBytes));
        }

        return output.AsSpan(0, length).ToArray();
    }

    // ROMix: fills the memory, then reads it in an order that depends on the data.
    private static void Mix(RenderContext context, Span<uint> block, Span<uint> memory, int cost)
    {
        var words = block.Length;
        var next = new uint[words];
        for (var step = 0; step < cost; step++)
        {
            context.Step();
            block.CopyTo(memory[(step * words)..]);
            MixBlock(block, next);
            next.CopyTo(block);
        }

        for (var step = 0; step < cost; step++)
        {
            context.Step();
            var row = memory.Slice((int)(block[words - SalsaWords] & (uint)(cost - 1)) * words, words);
            for (var index = 0; index < words; index++)
            {
                block[index] ^= row[index];
            }

            MixBlock(block, next);
            next.CopyTo(block);
        }
    }

    private static void MixBlock(ReadOnlySpan<uint> input, Span<uint> output)
    {
        var count = input.Length / SalsaWords;
        Span<uint> state = stackalloc uint[SalsaWords];
        input[^SalsaWords..].CopyTo(state);
        for (var part = 0; part < count; part++)
        {
            for (var index = 0; index < SalsaWords; index++)
            {
                state[index] ^= input[(part * SalsaWords) + index];
            }

            Salsa(state);

            // The even ones first, then the odd ones.
            state.CopyTo(output[(((part / 2) + (part % 2 * count / 2)) * SalsaWords)..]);
        }
    }

    // Salsa20 with 8 rounds: columns, then rows.
    private static void Salsa(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[SalsaWords];
        state.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (var index = 0; index < SalsaWords; index++)
        {
            state[index] = unchecked(state[index] + x[index]);
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }
}
