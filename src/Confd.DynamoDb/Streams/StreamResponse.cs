using System.Text.Json;
using Amazon.Runtime;

namespace Confd.DynamoDb.Streams;

/// <summary>A response of the DynamoDB Streams API: its JSON body.</summary>
internal sealed class StreamResponse : AmazonWebServiceResponse
{
    public JsonElement Body { get; init; }
}
