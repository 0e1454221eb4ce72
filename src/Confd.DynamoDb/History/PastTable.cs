namespace Confd.DynamoDb.History;

/// <summary>What the keys below a prefix were at one moment.</summary>
/// <param name="Position">The last entry of the journal that counts.</param>
/// <param name="Keys">Every key that is there now or was there then, with what it was.</param>
/// <param name="Gaps">Entries after that moment before which changes may be missing: then not everything is known.</param>
public sealed record PastTable(long Position, IReadOnlyDictionary<string, KeyState> Keys, IReadOnlyList<HistoryEntry> Gaps)
{
    /// <summary>True where the journal had come as far as the table when that was read. Otherwise nobody writes it, and what changed since
    /// counts as old.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Those of the keys that have changed since.</summary>
    public IReadOnlySet<string> ChangedKeys { get; init; } = new HashSet<string>();
}
