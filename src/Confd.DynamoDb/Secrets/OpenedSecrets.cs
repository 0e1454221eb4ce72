using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Secrets;

/// <summary>The encrypted values of one reading, decrypted or with the reason why they cannot be.</summary>
public sealed class OpenedSecrets
{
    private readonly string _table;
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Value, string? Failure)> _secrets;

    internal OpenedSecrets(string table, Dictionary<string, (ReadOnlyMemory<byte> Value, string? Failure)> secrets)
    {
        _table = table;
        _secrets = secrets;
    }

    /// <summary>The keys of encrypted values.</summary>
    public IReadOnlyCollection<string> Keys => _secrets.Keys;

    /// <summary>True for an encrypted value, decrypted or not.</summary>
    public bool Contains(string key) => _secrets.ContainsKey(key);

    /// <summary>True for an encrypted value that was decrypted.</summary>
    public bool CanOpen(string key) => _secrets.TryGetValue(key, out var secret) && secret.Failure is null;

    /// <summary>The encrypted values that cannot be decrypted, by reason.</summary>
    public ILookup<string, string> Closed => _secrets.Where(secret => secret.Value.Failure is not null)
        .OrderBy(secret => secret.Key, StringComparer.Ordinal)
        .ToLookup(secret => secret.Value.Failure!, secret => secret.Key, StringComparer.Ordinal);

    /// <summary>An item with its value decrypted, if it is encrypted.</summary>
    /// <exception cref="DynamoDbException">It cannot be decrypted; the message names the key and never a value.</exception>
    public KeyItem Open(KeyItem item) => _secrets.ContainsKey(item.Key) ? item with { Value = Open(item.Key, item.Value) } : item;

    /// <summary>The value of a key, decrypted where it is encrypted.</summary>
    /// <inheritdoc cref="Open(KeyItem)"/>
    public ReadOnlyMemory<byte> Open(string key, ReadOnlyMemory<byte> value) =>
        !_secrets.TryGetValue(key, out var secret) ? value
        : secret.Failure is null ? secret.Value
        : throw new DynamoDbException(DynamoDbFailure.SecretClosed, ExplanationOf(key)) { Table = _table, Key = key };

    private string ExplanationOf(string key) => $"key {key} of table {_table} cannot be decrypted: {_secrets[key].Failure}";
}
