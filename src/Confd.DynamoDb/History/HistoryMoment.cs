namespace Confd.DynamoDb.History;

/// <summary>A moment of a table's past: after an entry of its journal, or a time.</summary>
public sealed record HistoryMoment
{
    private HistoryMoment()
    {
    }

    /// <summary>With all that was written until now.</summary>
    public static HistoryMoment Now { get; } = AfterEntry(long.MaxValue);

    /// <summary>The last entry that counts; null where a time says so.</summary>
    public long? Position { get; private init; }

    /// <summary>So many changes of each key in the entry after it count too: what is written within a second may share one.</summary>
    public int Changes { get; private init; }

    /// <summary>What happened until then counts, to the second; null where an entry says so.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The moment after an entry; 0: before the first one.</summary>
    /// <param name="position">The last entry that counts.</param>
    /// <param name="changes">So many changes of each key in the entry after it count too.</param>
    public static HistoryMoment AfterEntry(long position, int changes = 0) =>
        new() { Position = Math.Min(position, long.MaxValue - 1), Changes = changes };

    /// <summary>A time, by DynamoDB's clock.</summary>
    public static HistoryMoment At(DateTimeOffset time) => new() { Time = time };

    /// <summary>What of an entry came until this moment.</summary>
    internal HashSet<KeyChange> ChangesUntil(HistoryEntry entry)
    {
        var until = Time is { } time ? entry.Changes.Where(change => entry.HappenedUntil(change, time))
            : entry.Position == Position + 1 ? entry.Changes.GroupBy(change => change.Key).SelectMany(ofKey => ofKey.Take(Changes))
            : entry.Position <= Position ? entry.Changes
            : [];
        return until.ToHashSet<KeyChange>(ReferenceEqualityComparer.Instance);
    }
}
