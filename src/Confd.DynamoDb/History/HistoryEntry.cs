namespace Confd.DynamoDb.History;

/// <summary>What changed together.</summary>
/// <param name="Position">The number of the journal's entry.</param>
/// <param name="WrittenAt">When the entry was appended, by its writer's clock: a second or so after the changes, and never before
/// one.</param>
/// <param name="IsGap">True where changes before it may be missing.</param>
/// <param name="Changes">In the order of the stream for each key; empty where all were of other partitions of the table.</param>
public sealed record HistoryEntry(long Position, DateTimeOffset WrittenAt, bool IsGap, IReadOnlyList<KeyChange> Changes)
{
    /// <summary>Whether a change of this entry happened until a moment, as far as times tell: an entry may be written long after its
    /// changes, where the journal had no writer for a while.</summary>
    internal bool HappenedUntil(KeyChange change, DateTimeOffset moment) =>
        WrittenAt <= moment || change.At + RoundedBy <= moment;

    /// <summary>By so much the stream's times are rounded down: to the second, and to the minute by an engine that does not count
    /// seconds.</summary>
    internal TimeSpan RoundedBy => Changes.Any(one => one.At.Second != 0) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
}
