namespace Confd.DynamoDb.History;

/// <summary>The states of the keys below a prefix at one moment.</summary>
/// <param name="Position">The last entry of the journal that is included.</param>
/// <param name="Keys">Every key that exists now or existed then, with its state then.</param>
/// <param name="Gaps">Entries after that moment before which changes may be missing: then not everything is known.</param>
public sealed record PastTable(long Position, IReadOnlyDictionary<string, KeyState> Keys, IReadOnlyList<HistoryEntry> Gaps)
{
    /// <summary>True where the journal was up to date with the table when that was read. Otherwise it has no writer, and later changes
    /// count as earlier ones.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The keys that have changed since.</summary>
    public IReadOnlySet<string> ChangedKeys { get; init; } = new HashSet<string>();
}
