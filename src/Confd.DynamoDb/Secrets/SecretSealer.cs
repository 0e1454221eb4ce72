using System.Security.Cryptography;
using System.Text;

namespace Confd.DynamoDb.Secrets;

/// <summary>Encrypts values for one table with one data key: AES-256-GCM with a separate nonce for each.</summary>
/// <remarks>Use one for many values: reading them all takes one request to KMS. Disposing it discards the key. Not thread-safe.</remarks>
public sealed class SecretSealer : IDisposable
{
    private readonly SecretPlace _place;
    private readonly byte[] _wrappedKey;
    private readonly byte[] _plainKey;
    private readonly AesGcm _cipher;

    internal SecretSealer(SecretPlace place, byte[] plainKey, byte[] wrappedKey)
    {
        _place = place;
        _plainKey = plainKey;
        _wrappedKey = wrappedKey;
        _cipher = new AesGcm(plainKey, SecretText.TagBytes);
    }

    /// <summary>True for a value that is encrypted already.</summary>
    public static bool IsSealed(string value) => SecretText.IsSecret(value);

    /// <summary>The text to store in the table for a value. It can be read only under this key of this table.</summary>
    /// <param name="key">The full key, such as <c>/app/db/password</c>.</param>
    /// <param name="value">The value.</param>
    public string Seal(string key, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var nonce = RandomNumberGenerator.GetBytes(SecretText.NonceBytes);
        var ciphertext = new byte[plain.Length];
        var tag = new byte[SecretText.TagBytes];
        _cipher.Encrypt(nonce, plain, ciphertext, tag, _place.AssociatedData(key));
        CryptographicOperations.ZeroMemory(plain);
        return new SecretText(_wrappedKey, nonce, ciphertext, tag).Format();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_plainKey);
    }
}
