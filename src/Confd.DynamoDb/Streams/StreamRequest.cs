using Amazon.Runtime;

namespace Confd.DynamoDb.Streams;

/// <summary>A request of the DynamoDB Streams API: its operation and its JSON body.</summary>
internal sealed class StreamRequest(string operation, byte[] body) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public byte[] Body { get; } = body;
}
