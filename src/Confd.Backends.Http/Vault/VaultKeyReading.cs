namespace Confd.Backends.Http.Vault;

/// <summary>
/// A lookup key selects its secrets' members and their JSON, wherever that is: in version 2 of the engine the two have different keys.
/// </summary>
/// <param name="all">Everything that was read.</param>
/// <param name="names">From lookup keys to all that they select by.</param>
internal sealed class VaultKeyReading(SortedKeyReading all, IReadOnlyDictionary<string, string[]> names) : KeyReading
{
    public override int? Count => all.Count;

    public override bool IsSecret(string key) => true;

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) =>
        all.Select([.. lookupKeys.SelectMany(key => names.GetValueOrDefault(key) ?? [key])]);
}
