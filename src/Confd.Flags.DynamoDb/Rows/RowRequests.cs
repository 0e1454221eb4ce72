using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Keys of rows, and requests for rows; strongly consistent.</summary>
internal static class RowRequests
{
    public static Dictionary<string, AttributeValue> KeyOf(string @namespace, string key) => new(StringComparer.Ordinal)
    {
        [Attributes.Namespace] = new() { S = @namespace },
        [Attributes.Key] = new() { S = key },
    };

    /// <summary>Requests one row.</summary>
    public static GetItemRequest One(string @namespace, string key) => new() { Key = KeyOf(@namespace, key), ConsistentRead = true };

    /// <summary>Requests all rows of a partition.</summary>
    /// <param name="namespace">The partition.</param>
    /// <param name="attributes">The attributes to read; none: all.</param>
    public static QueryRequest All(string @namespace, params string[] attributes)
    {
        var names = attributes.ToDictionary(attribute => $"#{attribute}", StringComparer.Ordinal);
        return new QueryRequest
        {
            KeyConditionExpression = "#namespace = :namespace",
            ProjectionExpression = attributes.Length == 0 ? null : string.Join(", ", names.Keys),
            ExpressionAttributeNames = new(names, StringComparer.Ordinal) { ["#namespace"] = Attributes.Namespace },
            ExpressionAttributeValues = new() { [":namespace"] = new() { S = @namespace } },
            ConsistentRead = true,
        };
    }
}
