using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Confd.DynamoDb.Reading;

/// <summary>Converts a response's bytes to an <see cref="ItemPage"/> without building the SDK's attribute maps.</summary>
/// <remarks>Values stay UTF-8 from the network to the template, and each is held once, beside the answer's own buffer.</remarks>
internal sealed class ItemPageUnmarshaller(TableShape shape, KeyCover cover) : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        // The response guard of every client of this library has read the whole body into memory.
        using var body = (MemoryStream)input.ResponseData.ResponseBody.OpenResponse();
        if (!body.TryGetBuffer(out var json))
        {
            throw new InvalidOperationException("the body of an answer hides its bytes");
        }

        try
        {
            return new ItemPageReader(shape, cover).Read(json);
        }
        catch (InvalidOperationException notText)
        {
            // Half of a surrogate pair, escaped: not a valid string of DynamoDB.
            throw new JsonException("the answer has a text that is none", notText);
        }
    }

    // Scan and Query share their errors.
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ScanResponseUnmarshaller.Instance.UnmarshallException(input, innerException, statusCode);
}
