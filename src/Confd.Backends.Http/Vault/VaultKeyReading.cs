namespace Confd.Backends.Http.Vault;

/// <summary>
/// A lookup key selects the members and the JSON of its secrets, wherever they are: in version 2 of the engine both have different keys.
/// </summary>
/// <param name="all">Everything that was read.</param>
/// <param name="names">The keys that each lookup key selects by.</param>
internal sealed class VaultKeyReading(SortedKeyReading all, IReadOnlyDictionary<string, string[]> names) : KeyReading
{
    public override int? Count => all.Count;

    public override bool IsSecret(string key) => true;

    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) =>
        all.Select([.. lookupKeys.SelectMany(key => names.GetValueOrDefault(key) ?? [key])]);
}
