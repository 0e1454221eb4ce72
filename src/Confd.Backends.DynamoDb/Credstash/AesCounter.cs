using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>AES in counter mode (NIST SP 800-38A, 6.5) with a counter that begins at 1, as credstash uses it.</summary>
/// <remarks>Each data key encrypts only one secret, so the fixed start does no harm. Authenticity is ensured by the HMAC.</remarks>
internal static class AesCounter
{
    private const int BlockBytes = 16;

    /// <summary>Decrypts or encrypts: both are the same operation.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var counters = new byte[(text.Length + BlockBytes - 1) / BlockBytes * BlockBytes];
        for (var block = 0; block * BlockBytes < counters.Length; block++)
        {
            BinaryPrimitives.WriteInt64BigEndian(counters.AsSpan((block * BlockBytes) + 8), block + 1L);
        }

        var stream = aes.EncryptEcb(counters, PaddingMode.None);
        var result = new byte[text.Length];
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = (byte)(text[index] ^ stream[index]);
        }

        return result;
    }
}
