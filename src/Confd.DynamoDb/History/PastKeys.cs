namespace Confd.DynamoDb.History;

/// <summary>The states of keys at one moment, for keys that have changed since.</summary>
/// <param name="Position">The last entry of the journal that is included.</param>
/// <param name="Keys">Every key that has changed since, with its state.</param>
/// <param name="Gaps">Entries after that moment before which changes may be missing: then not everything is known.</param>
public sealed record PastKeys(long Position, IReadOnlyDictionary<string, PastKey> Keys, IReadOnlyList<HistoryEntry> Gaps);
