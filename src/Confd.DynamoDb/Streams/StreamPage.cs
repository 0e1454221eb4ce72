using System.Text.Json;

namespace Confd.DynamoDb.Streams;

/// <summary>One page of a stream's description.</summary>
/// <param name="Status"><c>ENABLED</c>, <c>ENABLING</c>, <c>DISABLING</c> or <c>DISABLED</c>.</param>
/// <param name="Shards">The page's shards.</param>
/// <param name="LastShardId">The start of the next page; null on the last one.</param>
internal sealed record StreamPage(string Status, IReadOnlyList<StreamShard> Shards, string? LastShardId)
{
    public static StreamPage Read(JsonElement description)
    {
        var shards = new List<StreamShard>();
        if (description.TryGetProperty("Shards"u8, out var list))
        {
            foreach (var shard in list.EnumerateArray())
            {
                var isClosed = shard.TryGetProperty(
                    "SequenceNumberRange"u8, out var range) && range.TryGetProperty("EndingSequenceNumber"u8, out _);
                shards.Add(new StreamShard(shard.GetProperty("ShardId"u8).GetString()!, Text(shard, "ParentShardId"), isClosed));
            }
        }

        return new StreamPage(Text(description, "StreamStatus") ?? "", shards, Text(description, "LastEvaluatedShardId"));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
