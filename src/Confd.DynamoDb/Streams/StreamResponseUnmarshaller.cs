using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Confd.DynamoDb.Responses;

namespace Confd.DynamoDb.Streams;

/// <summary>Reads a response of the DynamoDB Streams API; its error codes become those of <see
/// cref="AmazonServiceException.ErrorCode"/>.</summary>
internal sealed class StreamResponseUnmarshaller : JsonResponseUnmarshaller
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ItemsShape.Options.MaxDepth };

    public static StreamResponseUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream, Options);
        return new StreamResponse { Body = document.RootElement.Clone() };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return new AmazonDynamoDBException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }
}
