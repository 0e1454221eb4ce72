using System.Text.Json;
using System.Text.Unicode;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.Aws.Responses;

namespace Confd.DynamoDb.Responses;

/// <summary>The required contents of a response with status 200, before it is used as the state of the table.</summary>
/// <remarks>
/// DynamoDB API reference, "Response elements". DynamoDB has always sent the required elements, also for empty results: counts, lists and,
/// where requested, the consumed capacity. Without this check an empty object would be read as "no items", and files would be emptied.
/// </remarks>
internal static class WireResponseShape
{
    // BatchGetItem has the largest responses.
    public static ResponseRules Rules { get; } = new("DynamoDB", MaxMegabytes: 16, FindFault);

    /// <summary>The problem of a response, as the end of a sentence ("without Count"); empty: it is not JSON at all; null: none.</summary>
    public static string? FindFault(string operation, AmazonWebServiceRequest? request, ReadOnlySpan<byte> body)
    {
        try
        {
            return !Utf8.IsValid(body) ? "" : operation switch
            {
                "Scan" or "Query" => ItemsShape.FindFaultOfPage(body, HasItems(request)),
                "BatchGetItem" => ItemsShape.FindFaultOfBatch(body, RequestsCapacity(request)),
                "GetItem" => ItemsShape.FindFaultOfItem(body, RequestsCapacity(request)),
                _ => FindFaultOfOther(operation, request, body),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // A name with half of a surrogate pair, which JSON allows, is not one of DynamoDB's names.
            return "";
        }
    }

    private static string? FindFaultOfOther(string operation, AmazonWebServiceRequest? request, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, ItemsShape.Options);
        using var document = JsonDocument.ParseValue(ref reader);
        if (reader.Read())
        {
            return "";
        }

        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "that is not an object";
        }

        return operation switch
        {
            "DescribeTable" => FaultOfTable(root, "Table"),
            "CreateTable" or "UpdateTable" or "DeleteTable" => FaultOfTable(root, "TableDescription"),
            "BatchWriteItem" when !Has(root, "UnprocessedItems", JsonValueKind.Object) => "without UnprocessedItems",
            "DescribeStream" => FaultOfStream(root),
            "GetShardIterator" when !IsText(root, "ShardIterator") => "without ShardIterator",
            "GetRecords" => FaultOfRecords(root),
            _ when RequestsCapacity(request) && !root.TryGetProperty("ConsumedCapacity"u8, out _) => "without ConsumedCapacity",
            _ => null,
        };
    }

    private static string? FaultOfTable(JsonElement root, string member)
    {
        if (!Has(root, member, JsonValueKind.Object))
        {
            return $"without {member}";
        }

        var table = root.GetProperty(member);
        if (!IsText(table, "TableName") || !IsText(table, "TableStatus"))
        {
            return $"without {member}.TableName and {member}.TableStatus";
        }

        // A table that is being deleted has no schema anymore.
        return table.GetProperty("TableStatus"u8).ValueEquals("DELETING"u8) || HasSchema(table) ? null : $"without {member}.KeySchema";
    }

    private static bool HasSchema(JsonElement table) =>
        Has(table, "KeySchema", JsonValueKind.Array)
        && table.GetProperty("KeySchema"u8).EnumerateArray().All(key =>
            key.ValueKind == JsonValueKind.Object && IsText(key, "AttributeName") && IsText(key, "KeyType"))
        && table.GetProperty("KeySchema"u8).EnumerateArray().Any(key => key.GetProperty("KeyType"u8).ValueEquals("HASH"u8));

    private static string? FaultOfStream(JsonElement root)
    {
        if (!Has(root, "StreamDescription", JsonValueKind.Object))
        {
            return "without StreamDescription";
        }

        var stream = root.GetProperty("StreamDescription"u8);
        return !IsText(stream, "StreamStatus") || !Has(stream, "Shards", JsonValueKind.Array)
            || !stream.GetProperty("Shards"u8).EnumerateArray().All(
                shard => shard.ValueKind == JsonValueKind.Object && IsText(shard, "ShardId"))
            ? "without StreamStatus and Shards"
            : null;
    }

    private static string? FaultOfRecords(JsonElement root)
    {
        if (!Has(root, "Records", JsonValueKind.Array))
        {
            return "without Records";
        }

        if (root.TryGetProperty("NextShardIterator"u8, out var next) && next.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return "with a NextShardIterator that is not a string";
        }

        return root.GetProperty("Records"u8).EnumerateArray().All(IsRecord) ? null : "with malformed Records";
    }

    private static bool IsRecord(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || !IsText(record, "eventName") || !Has(record, "dynamodb", JsonValueKind.Object))
        {
            return false;
        }

        var change = record.GetProperty("dynamodb"u8);
        return IsText(change, "SequenceNumber")
            && change.TryGetProperty("Keys"u8, out var keys)
            && ItemsShape.IsItem(keys)
            && IsImage("NewImage")
            && IsImage("OldImage");

        bool IsImage(string name) => !change.TryGetProperty(name, out var image) || ItemsShape.IsItem(image);
    }

    private static bool Has(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == kind;

    private static bool IsText(JsonElement element, string name) => Has(element, name, JsonValueKind.String);

    private static bool HasItems(AmazonWebServiceRequest? request) => request switch
    {
        ScanRequest scan => scan.Select != Select.COUNT,
        QueryRequest query => query.Select != Select.COUNT,
        _ => true,
    };

    private static bool RequestsCapacity(AmazonWebServiceRequest? request)
    {
        var wanted = request switch
        {
            GetItemRequest get => get.ReturnConsumedCapacity,
            BatchGetItemRequest batch => batch.ReturnConsumedCapacity,
            PutItemRequest put => put.ReturnConsumedCapacity,
            DeleteItemRequest delete => delete.ReturnConsumedCapacity,
            UpdateItemRequest update => update.ReturnConsumedCapacity,
            TransactWriteItemsRequest transaction => transaction.ReturnConsumedCapacity,
            _ => null,
        };
        return wanted is not null && wanted != ReturnConsumedCapacity.NONE;
    }
}
