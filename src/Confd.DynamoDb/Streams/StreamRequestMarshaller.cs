using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Confd.DynamoDb.Streams;

/// <summary>Serializes a <see cref="StreamRequest"/>: API version 2012-08-10, JSON 1.0.</summary>
internal sealed class StreamRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static StreamRequestMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = (StreamRequest)input;
        var wire = new DefaultRequest(request, "Amazon.DynamoDBv2")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = request.Body,
        };
        wire.Headers["X-Amz-Target"] = $"DynamoDBStreams_20120810.{request.Operation}";
        wire.Headers["Content-Type"] = "application/x-amz-json-1.0";
        return wire;
    }
}
