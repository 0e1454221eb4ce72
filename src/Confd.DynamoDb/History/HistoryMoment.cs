namespace Confd.DynamoDb.History;

/// <summary>A moment in a table's history: after an entry of its journal, or a time.</summary>
public sealed record HistoryMoment
{
    private HistoryMoment()
    {
    }

    /// <summary>Includes everything that was written until now.</summary>
    public static HistoryMoment Now { get; } = AfterEntry(long.MaxValue);

    /// <summary>The last entry to include; null where a time is given.</summary>
    public long? Position { get; private init; }

    /// <summary>The number of changes of each key to include from the entry after it: changes within a second may share one.</summary>
    public int Changes { get; private init; }

    /// <summary>The time until which changes are included, to the second; null where an entry is given.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The moment after an entry; 0: before the first one.</summary>
    /// <param name="position">The last entry to include.</param>
    /// <param name="changes">The number of changes of each key to include from the entry after it.</param>
    public static HistoryMoment AfterEntry(long position, int changes = 0) =>
        new() { Position = Math.Min(position, long.MaxValue - 1), Changes = changes };

    /// <summary>A time, by DynamoDB's clock.</summary>
    public static HistoryMoment At(DateTimeOffset time) => new() { Time = time };

    /// <summary>The changes of an entry until this moment.</summary>
    internal HashSet<KeyChange> ChangesUntil(HistoryEntry entry)
    {
        var until = Time is { } time ? entry.Changes.Where(change => entry.HappenedUntil(change, time))
            : entry.Position == Position + 1 ? entry.Changes.GroupBy(change => change.Key).SelectMany(ofKey => ofKey.Take(Changes))
            : entry.Position <= Position ? entry.Changes
            : [];
        return until.ToHashSet<KeyChange>(ReferenceEqualityComparer.Instance);
    }
}
