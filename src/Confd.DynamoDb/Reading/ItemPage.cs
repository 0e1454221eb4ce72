using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Confd.DynamoDb.Reading;

/// <summary>One page of a Scan or Query, decoded straight into keys and values.</summary>
internal sealed class ItemPage : AmazonWebServiceResponse
{
    /// <summary>The page's items that have a value attribute and that somebody asked for.</summary>
    public List<KeyItem> Items { get; } = [];

    /// <summary>What those weigh in memory, about.</summary>
    public long Bytes { get; set; }

    /// <summary>Where the next page starts; null on the last one.</summary>
    public Dictionary<string, AttributeValue>? LastKey { get; set; }

    /// <summary>Read capacity units of the page.</summary>
    public double Units { get; set; }
}
