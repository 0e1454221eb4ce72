using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Records of a stream as tests need them.</summary>
internal static class Records
{
    /// <summary>An item of key and value that was set.</summary>
    public static StreamRecord Put(string key, string value, string sequence = "1", string? before = null, DateTimeOffset? at = null)
    {
        var change = new JsonObject
        {
            ["ApproximateCreationDateTime"] = at?.ToUnixTimeSeconds() ?? 1_767_225_600,
            ["SequenceNumber"] = sequence,
            ["Keys"] = new JsonObject { ["key"] = Text(key) },
            ["NewImage"] = new JsonObject { ["key"] = Text(key), ["value"] = Text(value) },
        };
        if (before is not null)
        {
            change["OldImage"] = new JsonObject { ["key"] = Text(key), ["value"] = Text(before) };
        }

        return Parse(new JsonObject { ["eventName"] = "MODIFY", ["dynamodb"] = change });
    }

    /// <summary>The value of a record; null if it has none.</summary>
    public static string? Value(StreamRecord record) =>
        record.NewImage is { } image ? image.GetProperty("value").GetProperty("S").GetString() : null;

    private static StreamRecord Parse(JsonObject record)
    {
        using var document = JsonDocument.Parse(record.ToJsonString());
        return new StreamRecord(document.RootElement.Clone());
    }

    private static JsonObject Text(string text) => new() { ["S"] = text };
}
