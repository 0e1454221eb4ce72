using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The records of one entry, and the position after them.</summary>
internal sealed record JournalPart(IReadOnlyList<StreamRecord> Records, IReadOnlyList<ShardMark> Marks);
