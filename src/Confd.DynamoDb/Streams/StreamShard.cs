namespace Confd.DynamoDb.Streams;

/// <summary>A part of a stream: the changes of some of the table's items, for about four hours. Its children continue it.</summary>
internal sealed record StreamShard(string Id, string? ParentId, bool IsClosed);
