using System.Security.Cryptography;
using System.Text;

namespace Confd.Admission;

/// <summary>Finds the value of a secret. Secrets are compared by their hashes, always with all of them, so that the response time reveals
/// nothing about any. Immutable and thread-safe.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class SecretLookup<T>
    where T : class
{
    private const int DefaultBytes = 256;

    private readonly (byte[] Hash, T Value)[] _entries;

    /// <summary>Creates a lookup.</summary>
    /// <param name="secrets">Secrets, of any length, and their values; of equal secrets the last counts. Only their hashes are
    /// kept.</param>
    public SecretLookup(IEnumerable<KeyValuePair<string, T>> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _entries = [.. secrets.Select(secret => (HashOf(secret.Key), secret.Value))];

        static byte[] HashOf(string secret)
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            Hash(secret, hash);
            return hash;
        }
    }

    /// <summary>Returns the value of a secret.</summary>
    /// <param name="secret">The secret of a request.</param>
    /// <returns>Null: the secret is unknown or empty.</returns>
    public T? Find(string? secret)
    {
        if (string.IsNullOrEmpty(secret) || _entries.Length == 0)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(secret, hash);
        T? found = null;
        foreach (var (known, value) in _entries)
        {
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? value : found;
        }

        return found;
    }

    private static void Hash(string secret, Span<byte> hash)
    {
        var length = Encoding.UTF8.GetByteCount(secret);
        var bytes = length <= DefaultBytes ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(secret, bytes);
        SHA256.HashData(bytes, hash);
    }
}
