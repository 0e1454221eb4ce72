namespace Confd.Backends.Aws;

/// <summary>A reading in which every lookup key brought its own values.</summary>
internal sealed class LookupReading(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> byLookupKey, Func<string, bool> isSecret) : KeyReading
{
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Nothing { get; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    public override int? Count { get; } = byLookupKey.Values.SelectMany(values => values.Keys).Distinct(StringComparer.Ordinal).Count();

    public override bool IsSecret(string key) => isSecret(key);

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
    {
        var selected = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var lookupKey in lookupKeys)
        {
            foreach (var (key, value) in byLookupKey.GetValueOrDefault(lookupKey, Nothing))
            {
                selected[key] = value;
            }
        }

        return selected;
    }
}
