namespace Confd.DynamoDb.History;

/// <summary>What changed together.</summary>
/// <param name="Position">The number of the journal's entry.</param>
/// <param name="WrittenAt">When the entry was appended, by its writer's clock: a second or so after the changes.</param>
/// <param name="IsGap">True where changes before it may be missing.</param>
/// <param name="Changes">In the order of the stream for each key; empty where all were of other partitions of the table.</param>
public sealed record HistoryEntry(long Position, DateTimeOffset WrittenAt, bool IsGap, IReadOnlyList<KeyChange> Changes);
