using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Confd.Aws.Json;

/// <summary>A request of the JSON protocol: its operation, its body, and the required contents of its response.</summary>
internal sealed class AwsJsonRequest(AwsService service, string operation, byte[] body, string? member, JsonValueKind kind)
    : AmazonWebServiceRequest
{
    public AwsService Service { get; } = service;

    public string Operation { get; } = operation;

    public byte[] Body { get; } = body;

    /// <summary>Checks a response: see <see cref="Responses.ResponseFault"/>.</summary>
    public string? FindFault(ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            using var document = JsonDocument.ParseValue(ref reader);
            return reader.Read() ? ""
                : document.RootElement.ValueKind != JsonValueKind.Object ? "that is not an object"
                : member is null || (document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == kind) ? null
                : $"without {member}";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // A name with half of a surrogate pair, which JSON allows, is not one of AWS's names.
            return "";
        }
    }

    /// <summary>Serializes the request.</summary>
    public sealed class Marshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static Marshaller Instance { get; } = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = (AwsJsonRequest)input;
            var wire = new DefaultRequest(request, request.Service.Name)
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                Content = request.Body,
            };
            wire.Headers["X-Amz-Target"] = $"{request.Service.TargetPrefix}.{request.Operation}";
            wire.Headers["Content-Type"] = "application/x-amz-json-1.1";
            return wire;
        }
    }
}
