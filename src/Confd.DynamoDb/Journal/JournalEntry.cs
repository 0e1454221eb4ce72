using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>One entry: what changed together in the table.</summary>
/// <param name="Position">Its place: 1 for the first entry, without holes.</param>
/// <param name="Fence">The fencing number of the writer that appended it; never smaller than that of an earlier entry.</param>
/// <param name="WrittenAt">When it was appended, by the writer's clock, which may be wrong. Watchers decide nothing by it.</param>
/// <param name="Changes">In the order of the stream for each item. Empty for a gap.</param>
/// <param name="IsGap">True where changes before this entry may be missing: readers read the table anew.</param>
internal sealed record JournalEntry(long Position, long Fence, DateTimeOffset WrittenAt, IReadOnlyList<StreamRecord> Changes, bool IsGap);
