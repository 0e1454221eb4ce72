namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>The secrets of one reading. One that cannot be decrypted throws when it is selected.</summary>
internal sealed class CredstashReading(string table, IReadOnlyDictionary<string, CredstashBackend.Opened> secrets) : KeyReading
{
    public override int? Count => secrets.Count;

    public override bool MakesFilesPrivate => true;

    public override bool IsSecret(string key) => true;

    /// <summary>The keys that lookup keys select, by DynamoDB's rule: the exact one, otherwise all that begin with it.</summary>
    public static IEnumerable<string> Selected(IReadOnlyCollection<string> keys, IReadOnlyList<string> lookupKeys)
    {
        foreach (var lookupKey in lookupKeys)
        {
            var start = lookupKey.EndsWith("/*", StringComparison.Ordinal) ? lookupKey[..^1] : lookupKey;
            if (keys.Contains(start))
            {
                yield return start;
                continue;
            }

            foreach (var key in keys)
            {
                if (key.StartsWith(start, StringComparison.Ordinal))
                {
                    yield return key;
                }
            }
        }
    }

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
    {
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var key in Selected([.. secrets.Keys], lookupKeys))
        {
            var secret = secrets[key];
            values[key] = secret.Failure is null
                ? secret.Value
                : throw new KeyBackendException($"secret {key} of credstash's table {table} cannot be decrypted: {secret.Failure}");
        }

        return values;
    }
}
