using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Confd.DynamoDb.Reading;

/// <summary>Turns an answer's bytes into an <see cref="ItemPage"/> without building the SDK's attribute maps.</summary>
/// <remarks>Values stay UTF-8 from the network to the template, and each is held once; the buffer of the page is returned to its
/// pool.</remarks>
internal sealed class ItemPageUnmarshaller(TableShape shape, KeyCover cover) : JsonResponseUnmarshaller
{
    private const int InitialBytes = 64 * 1024;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(InitialBytes, (int)(input.ResponseData?.ContentLength ?? 0) + 1));
        try
        {
            var length = 0;
            while (input.Stream.Read(buffer, length, buffer.Length - length) is var read and > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return new ItemPageReader(shape, cover).Read(buffer.AsSpan(0, length));
        }
        catch (InvalidOperationException notText)
        {
            // Half of a surrogate pair, escaped: no text of DynamoDB's.
            throw new JsonException("the answer has a text that is none", notText);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Scan and Query share their errors.
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ScanResponseUnmarshaller.Instance.UnmarshallException(input, innerException, statusCode);
}
