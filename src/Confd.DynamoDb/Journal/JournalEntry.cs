using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>One entry: changes of the table that were recorded together.</summary>
/// <param name="Position">Its position: 1 for the first entry, without holes.</param>
/// <param name="Fence">The fencing number of the writer that appended it; never smaller than that of an earlier entry.</param>
/// <param name="WrittenAt">When it was appended, by the writer's clock, which may be wrong. Watchers do not depend on it.</param>
/// <param name="Changes">In the order of the stream for each item. Empty for a gap.</param>
/// <param name="IsGap">True where changes before this entry may be missing: readers read the table again.</param>
internal sealed record JournalEntry(long Position, long Fence, DateTimeOffset WrittenAt, IReadOnlyList<StreamRecord> Changes, bool IsGap);
