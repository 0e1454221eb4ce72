using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>A filter that DynamoDB applies before it sends items: it saves transfer and memory, but no read units.</summary>
internal static class ScanFilter
{
    // DynamoDB: an expression has at most 4 KB, and 300 operators and functions. Each prefix is a function, with an OR between two.
    private const int MaxExpressionBytes = 4096;
    private const int MaxPrefixes = 150;

    public static void Apply(ScanRequest request, KeyCover cover)
    {
        var prefixes = Fitting(cover);
        if (prefixes.Count == 0)
        {
            return;
        }

        request.FilterExpression = Expression(prefixes.Count);
        request.ExpressionAttributeValues = new(StringComparer.Ordinal);
        for (var index = 0; index < prefixes.Count; index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $":{index}");
            request.ExpressionAttributeValues[name] = new AttributeValue { S = prefixes[index] };
        }
    }

    // Too many for one expression: their common prefix, and the reader drops the rest. Without one: no filter.
    private static IReadOnlyList<string> Fitting(KeyCover cover) =>
        cover.CoversEverything ? []
        : cover.Prefixes.Count <= MaxPrefixes && Expression(cover.Prefixes.Count).Length <= MaxExpressionBytes ? cover.Prefixes
        : cover.CommonPrefix() is { Length: > 0 } common ? [common]
        : [];

    private static string Expression(int prefixes)
    {
        var expression = new StringBuilder();
        for (var index = 0; index < prefixes; index++)
        {
            expression.Append(index == 0 ? "" : " OR ").Append(CultureInfo.InvariantCulture, $"begins_with(#k,:{index})");
        }

        return expression.ToString();
    }
}
