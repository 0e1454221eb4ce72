namespace Confd.DynamoDb.History;

/// <summary>What keys were at one moment, of those that have changed since.</summary>
/// <param name="Position">The last entry of the journal that counts.</param>
/// <param name="Keys">Every key that has changed since, with what it was.</param>
/// <param name="Gaps">Entries after that moment before which changes may be missing: then not everything is known.</param>
public sealed record PastKeys(long Position, IReadOnlyDictionary<string, PastKey> Keys, IReadOnlyList<HistoryEntry> Gaps);
