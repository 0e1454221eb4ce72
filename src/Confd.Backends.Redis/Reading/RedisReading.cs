namespace Confd.Backends.Redis.Reading;

/// <summary>What the lookup keys brought, each by itself: a string hides what lies below it.</summary>
internal sealed class RedisReading(IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> values) : KeyReading
{
    /// <inheritdoc/>
    public override int? Count { get; } = values.Values.SelectMany(found => found.Keys).Distinct(StringComparer.Ordinal).Count();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
    {
        var selected = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in lookupKeys.SelectMany(lookupKey => values[lookupKey]))
        {
            selected[key] = value;
        }

        return selected;
    }
}
