namespace Confd.Backends;

/// <summary>A reading in which every lookup key has its own values, for example where a value hides the keys below it.</summary>
/// <param name="byLookupKey">The result for each lookup key: full keys with their values; empty for a key that does not exist.</param>
/// <param name="isSecret">Returns whether the value of a full key is a secret; null where none is.</param>
public sealed class LookupReading(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> byLookupKey,
    Func<string, bool>? isSecret = null) : KeyReading
{
    /// <inheritdoc/>
    public override int? Count { get; } = byLookupKey.Values.SelectMany(values => values.Keys).Distinct(StringComparer.Ordinal).Count();

    /// <inheritdoc/>
    public override bool IsSecret(string key) => isSecret?.Invoke(key) ?? false;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
    {
        ArgumentNullException.ThrowIfNull(lookupKeys);
        var selected = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var lookupKey in lookupKeys)
        {
            if (byLookupKey.TryGetValue(lookupKey, out var values))
            {
                foreach (var (key, value) in values)
                {
                    selected[key] = value;
                }
            }
        }

        return selected;
    }
}
