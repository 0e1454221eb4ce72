namespace Confd.DynamoDb.Journal;

/// <summary>One write: all of it happens or none.</summary>
/// <param name="Expected">The head that the write builds on. It happens only if this is still the head.</param>
/// <param name="Next">The head afterwards.</param>
/// <param name="Entries">What is appended, from <c>Expected.Position + 1</c> on.</param>
/// <param name="Marks">How far this brings the journal in the shards that moved.</param>
/// <param name="At">When the write was made up, by the writer's clock: sent again, it is the same to the letter.</param>
internal sealed record JournalCommit(
    JournalHead Expected, JournalHead Next, IReadOnlyList<JournalEntry> Entries, IReadOnlyList<ShardMark> Marks, DateTimeOffset At);
