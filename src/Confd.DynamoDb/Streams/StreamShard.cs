namespace Confd.DynamoDb.Streams;

/// <summary>A part of a stream: the changes of some of the table's items, for about four hours. Then its children go on.</summary>
internal sealed record StreamShard(string Id, string? ParentId, bool IsClosed);
