using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Aws;
using Confd.Aws.Responses;

namespace Confd.DynamoDb.Responses;

/// <summary>The same rule as <see cref="WireResponseShape"/>, for the caller's clients: checks the SDK's response object.</summary>
internal static class ResponseShape
{
    /// <summary>The response, if it has the elements that DynamoDB always sends.</summary>
    /// <exception cref="ResponseException">It does not.</exception>
    public static T Whole<T>(T response)
    {
        var missing = response switch
        {
            ScanResponse scan => MissingInPage(scan.Count, scan.ScannedCount, scan.Items),
            QueryResponse query => MissingInPage(query.Count, query.ScannedCount, query.Items),
            BatchGetItemResponse { Responses: null } => "Responses",
            BatchGetItemResponse { UnprocessedKeys: null } => "UnprocessedKeys",
            BatchWriteItemResponse { UnprocessedItems: null } => "UnprocessedItems",
            DescribeTableResponse described => MissingInTable(described.Table),
            CreateTableResponse { TableDescription: null } or UpdateTableResponse { TableDescription: null } => "TableDescription",
            _ => null,
        };
        return missing is null ? response : throw Without(missing);
    }

    /// <summary>The response for one item, requested with its capacity: otherwise "no item" and "no response" look the same.</summary>
    public static GetItemResponse WithCapacity(GetItemResponse response) =>
        response.ConsumedCapacity is null ? throw Without("ConsumedCapacity") : response;

    private static ResponseException Without(string member) =>
        new(AwsFailure.Interrupted, $"an answer without {member}, which is not a complete response from DynamoDB");

    private static string? MissingInPage(int? count, int? scanned, List<Dictionary<string, AttributeValue>>? items) =>
        count is null || scanned is null ? "Count and ScannedCount" : items is not null && items.Count != count ? "all of its Items" : null;

    private static string? MissingInTable(TableDescription? table) =>
        table?.TableName is null || table.TableStatus is null ? "Table.TableName and Table.TableStatus"
        : table.KeySchema is not { Count: > 0 } && table.TableStatus != TableStatus.DELETING ? "Table.KeySchema"
        : null;
}
