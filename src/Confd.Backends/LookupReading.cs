namespace Confd.Backends;

/// <summary>A reading in which every lookup key brought its own values, as where a value hides what lies below it.</summary>
/// <param name="byLookupKey">What each lookup key brought: full keys with their values; none for a key that it does not name.</param>
/// <param name="isSecret">Says of a full key whether its value is a secret; null where none is.</param>
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
