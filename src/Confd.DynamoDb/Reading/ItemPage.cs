using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Confd.DynamoDb.Reading;

/// <summary>One page of a Scan or Query, decoded directly to keys and values.</summary>
internal sealed class ItemPage : AmazonWebServiceResponse
{
    /// <summary>The page's items that have a value attribute and were requested.</summary>
    public List<KeyItem> Items { get; } = [];

    /// <summary>Their approximate size in memory.</summary>
    public long Bytes { get; set; }

    /// <summary>The start of the next page; null on the last one.</summary>
    public Dictionary<string, AttributeValue>? LastKey { get; set; }

    /// <summary>Read capacity units of the page.</summary>
    public double Units { get; set; }
}
