using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>One version of a secret as written by credstash.</summary>
/// <remarks>
/// Attributes of an item: <c>name</c> (partition key), <c>version</c> (sort key, padded with zeros), <c>key</c> (the data key, wrapped by
/// KMS, in Base64), <c>contents</c> (the ciphertext in Base64), <c>hmac</c> (hexadecimal, a string or binary) and <c>digest</c> (the hash
/// of the HMAC; SHA256 where it is missing). The data key has 32 bytes for AES and 32 for the HMAC of the ciphertext.
/// </remarks>
internal sealed record CredstashItem(
    string Name, string Version, byte[] WrappedKey, byte[] Ciphertext, byte[] Hmac, HashAlgorithmName Digest)
{
    private const int AesBytes = 32;
    private const int DataKeyBytes = 64;

    /// <summary>Parses an item.</summary>
    /// <exception cref="FormatException">An attribute is missing or malformed; it is named, no value is.</exception>
    public static CredstashItem Parse(Dictionary<string, AttributeValue> item) => new(
        Text(item, "name"),
        Text(item, "version"),
        Base64(item, "key"),
        Base64(item, "contents"),
        HmacOf(item),
        DigestOf(item));

    /// <summary>Decrypts the secret, after verifying its HMAC.</summary>
    /// <param name="dataKey">The 64 bytes that KMS unwrapped.</param>
    /// <exception cref="FormatException">The HMAC differs: the item was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> dataKey)
    {
        if (dataKey.Length != DataKeyBytes)
        {
            throw new FormatException("its data key is not 64 bytes long");
        }

        return CryptographicOperations.FixedTimeEquals(CryptographicOperations.HmacData(Digest, dataKey[AesBytes..], Ciphertext), Hmac)
            ? AesCounter.Apply(dataKey[..AesBytes], Ciphertext)
            : throw new FormatException("its HMAC does not match: it was changed since it was written");
    }

    private static string Text(Dictionary<string, AttributeValue> item, string attribute) =>
        item.TryGetValue(attribute, out var value) && value.S is { } text
            ? text
            : throw new FormatException($"its attribute '{attribute}' is not a string");

    private static byte[] Base64(Dictionary<string, AttributeValue> item, string attribute)
    {
        var text = Text(item, attribute);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw new FormatException($"its attribute '{attribute}' is not Base64");
    }

    // Versions for Python 2 wrote a string, those for Python 3 the same characters as binary.
    private static byte[] HmacOf(Dictionary<string, AttributeValue> item)
    {
        item.TryGetValue("hmac", out var value);
        var letters = value?.S ?? (value?.B is { } binary ? Encoding.ASCII.GetString(binary.ToArray()) : "");
        try
        {
            return Convert.FromHexString(letters);
        }
        catch (FormatException malformed)
        {
            throw new FormatException("its attribute 'hmac' is not hexadecimal", malformed);
        }
    }

    private static HashAlgorithmName DigestOf(Dictionary<string, AttributeValue> item) =>
        (item.TryGetValue("digest", out var value) ? value.S : null) switch
        {
            null or "SHA256" => HashAlgorithmName.SHA256,
            "SHA384" => HashAlgorithmName.SHA384,
            "SHA512" => HashAlgorithmName.SHA512,
            "SHA" or "SHA1" => HashAlgorithmName.SHA1,
            "MD5" => HashAlgorithmName.MD5,
            _ => throw new FormatException("its attribute 'digest' names a hash that is not supported"),
        };
}
