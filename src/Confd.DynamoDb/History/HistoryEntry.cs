namespace Confd.DynamoDb.History;

/// <summary>Changes that were recorded together.</summary>
/// <param name="Position">The number of the journal's entry.</param>
/// <param name="WrittenAt">When the entry was appended, by its writer's clock: a second or so after the changes, and never before
/// one.</param>
/// <param name="IsGap">True where changes before it may be missing.</param>
/// <param name="Changes">In the order of the stream for each key; empty where all were in other partitions of the table.</param>
public sealed record HistoryEntry(long Position, DateTimeOffset WrittenAt, bool IsGap, IReadOnlyList<KeyChange> Changes)
{
    /// <summary>Whether a change of this entry was made until a moment, as far as known: an entry may be written long after its changes,
    /// where the journal had no writer for a while.</summary>
    internal bool HappenedUntil(KeyChange change, DateTimeOffset moment) =>
        WrittenAt <= moment || change.At + RoundedBy <= moment;

    /// <summary>The resolution of the stream's times, which are rounded down: a second, or a minute for a server that does not record
    /// seconds.</summary>
    internal TimeSpan RoundedBy => Changes.Any(one => one.At.Second != 0) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
}
