namespace Confd.DynamoDb.Journal;

/// <summary>One atomic write.</summary>
/// <param name="Expected">The head that the write is based on. It is made only if this is still the head.</param>
/// <param name="Next">The head afterwards.</param>
/// <param name="Entries">The entries to append, from <c>Expected.Position + 1</c> on.</param>
/// <param name="Marks">The new positions in the shards that moved.</param>
/// <param name="At">When the write was created, by the writer's clock: a retry is identical.</param>
internal sealed record JournalCommit(
    JournalHead Expected, JournalHead Next, IReadOnlyList<JournalEntry> Entries, IReadOnlyList<ShardMark> Marks, DateTimeOffset At);
