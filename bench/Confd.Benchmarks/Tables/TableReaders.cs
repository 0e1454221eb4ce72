using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;

namespace Confd.Benchmarks.Tables;

/// <summary>Two ways to read a whole table into memory.</summary>
internal static class TableReaders
{
    public const string Library = "library";
    public const string RawClient = "raw";

    /// <summary>The raw client with the library's question: these two attributes, of keys with this prefix.</summary>
    public const string RawClientSameQuestion = "raw-same-question";

    // The library's own bound, so that both ask DynamoDB the same number of questions at a time.
    private static readonly int Segments = new KeyValueTableOptions().MaxParallelReads;

    /// <summary>The inner process of <see cref="ReadFigures.Measure"/>.</summary>
    public static Task<int> RunInnerAsync(string reader, string dynamoDbUrl, string tableName) => reader switch
    {
        Library => ReadByLibraryAsync(dynamoDbUrl, tableName),
        RawClient => ReadByRawClientAsync(dynamoDbUrl, () => new ScanRequest { TableName = tableName }),
        RawClientSameQuestion => ReadByRawClientAsync(dynamoDbUrl, () => SameQuestion(tableName)),
        _ => throw new ArgumentException($"there is no reader '{reader}'", nameof(reader)),
    };

    private static async Task<int> ReadByLibraryAsync(string dynamoDbUrl, string tableName)
    {
        using var connection = await TableConnections.ConnectAsync(dynamoDbUrl);
        await using var table = await KeyValueTable.OpenAsync(connection, tableName);
        return await ReadFigures.RunInnerAsync(async () =>
        {
            var items = await table.ReadAsync(["/"]);
            return (items.Count, Bytes(items.Items.Span));
        });
    }

    private static async Task<int> ReadByRawClientAsync(string dynamoDbUrl, Func<ScanRequest> scan)
    {
        using var client = TableConnections.CreateClient(dynamoDbUrl);

        // As the library has its table described before it reads: the connection is open.
        await client.DescribeTableAsync(scan().TableName);
        return await ReadFigures.RunInnerAsync(async () =>
        {
            var parts = await Task.WhenAll(Enumerable.Range(0, Segments).Select(segment => ScanAsync(client, scan(), segment)));
            return (parts.Sum(part => part.Count), parts.Sum(part => part.Sum(Bytes)));
        });
    }

    private static ScanRequest SameQuestion(string tableName) => new()
    {
        TableName = tableName,
        ProjectionExpression = "#k, #v",
        FilterExpression = "begins_with(#k, :p)",
        ExpressionAttributeNames = new() { ["#k"] = "key", ["#v"] = "value" },
        ExpressionAttributeValues = new() { [":p"] = new AttributeValue("/") },
    };

    private static async Task<List<Dictionary<string, AttributeValue>>> ScanAsync(
        AmazonDynamoDBClient client, ScanRequest request, int segment)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        (request.Segment, request.TotalSegments) = (segment, Segments);
        do
        {
            var page = await client.ScanAsync(request);
            items.AddRange(page.Items);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return items;
    }

    private static long Bytes(ReadOnlySpan<Confd.DynamoDb.Reading.KeyItem> items)
    {
        var bytes = 0L;
        foreach (var item in items)
        {
            bytes += Encoding.UTF8.GetByteCount(item.Key) + item.Value.Length;
        }

        return bytes;
    }

    private static long Bytes(Dictionary<string, AttributeValue> item) =>
        Encoding.UTF8.GetByteCount(item["key"].S) + Encoding.UTF8.GetByteCount(item["value"].S);
}
