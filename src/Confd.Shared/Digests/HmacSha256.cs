namespace Confd.Shared.Digests;

/// <summary>HMAC with SHA-256 (RFC 2104).</summary>
internal static class HmacSha256
{
    private const int BlockBytes = 64;

    /// <summary>The code of a message as 32 bytes.</summary>
    public static byte[] Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded.Clear();
        (key.Length > BlockBytes ? Sha256Sum.Hash(key) : key).CopyTo(padded);
        var inner = new byte[BlockBytes + message.Length];
        var outer = new byte[BlockBytes + Sha256Sum.Bytes];
        for (var index = 0; index < BlockBytes; index++)
        {
            inner[index] = (byte)(padded[index] ^ 0x36);
            outer[index] = (byte)(padded[index] ^ 0x5c);
        }

        message.CopyTo(inner.AsSpan(BlockBytes));
        Sha256Sum.Hash(inner).CopyTo(outer.AsSpan(BlockBytes));
        return Sha256Sum.Hash(outer);
    }
}
