using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>Records that become one entry, and how far they bring the journal.</summary>
internal sealed record JournalPart(IReadOnlyList<StreamRecord> Records, IReadOnlyList<ShardMark> Marks);
