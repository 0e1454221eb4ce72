using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Confd.Shared;

namespace Confd.Aws.Responses;

/// <summary>Checks responses between the network and the SDK's readers: they must be of limited size, complete, and valid for the
/// operation.</summary>
/// <remarks>
/// The SDK reads <c>{}</c> as an empty table, follows redirects with the credentials in the request, reads a body of any length and waits
/// for a stalled one without observing the caller's token. All operations of all clients of this library pass this handler.
/// </remarks>
internal sealed class ResponseGuard(ResponseRules rules) : PipelineHandler
{
    private const int MaxTargetLength = 200;

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var request = executionContext.RequestContext;
        try
        {
            var result = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            executionContext.ResponseContext.HttpResponse =
                await CheckAsync(request, executionContext.ResponseContext.HttpResponse).ConfigureAwait(false);
            return result;
        }
        catch (HttpErrorResponseException error)
        {
            var answer = await ReadAsync(request, error.Response).ConfigureAwait(false);
            if (IsErrorOfTheService(answer))
            {
                throw new HttpErrorResponseException(error.Message, error.InnerException, answer);
            }

            using var body = (BufferedResponseBody)answer.ResponseBody;
            throw Foreign(request, answer, body);
        }
    }

    private async Task<IWebResponseData> CheckAsync(IRequestContext request, IWebResponseData answer)
    {
        var read = await ReadAsync(request, answer).ConfigureAwait(false);
        var body = (BufferedResponseBody)read.ResponseBody;
        if (!answer.IsSuccessStatusCode)
        {
            // A redirect, which the SDK would read as the response.
            using (body)
            {
                throw Foreign(request, answer, body);
            }
        }

        if (HasWrongChecksum(answer, body))
        {
            using (body)
            {
                throw new ResponseException(
                    AwsFailure.Interrupted, $"the answer of {AddressOf(request)} was changed on its way: its checksum is another");
            }
        }

        if (rules.FindFault(OperationOf(request), request.OriginalRequest, body.Bytes) is not { } fault)
        {
            return read;
        }

        using (body)
        {
            var kind = fault.Length > 0 ? $"JSON {fault}" : ResponseKind.Describe(body.Bytes);
            throw new ResponseException(
                AwsFailure.Interrupted,
                $"{AddressOf(request)} answered with status {(int)answer.StatusCode} and {kind}, "
                + $"which is not a complete response from {rules.Service}");
        }
    }

    private async Task<IWebResponseData> ReadAsync(IRequestContext request, IWebResponseData answer)
    {
        using var source = answer.ResponseBody;
        return await BufferedResponseBody.ReadAsync(answer, request.CancellationToken).ConfigureAwait(false) is { } body
            ? new CheckedResponse(answer, body)
            : throw new ResponseException(
                AwsFailure.UnexpectedResponse,
                $"{AddressOf(request)} answered with status {(int)answer.StatusCode} "
                + $"and more than {BufferedResponseBody.MaxBytes >> 20} MB; "
                + $"{rules.Service} sends at most {rules.MaxMegabytes} MB");
    }

    private static bool HasWrongChecksum(IWebResponseData answer, BufferedResponseBody body) =>
        uint.TryParse(answer.GetHeaderValue(CheckedResponse.Crc32Header), CultureInfo.InvariantCulture, out var checksum)
        && checksum != Crc32.Of(body.Bytes);

    // A page of a load balancer or proxy has no error code.
    private static bool IsErrorOfTheService(IWebResponseData answer)
    {
        if (!string.IsNullOrEmpty(answer.GetHeaderValue("x-amzn-ErrorType")))
        {
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(((BufferedResponseBody)answer.ResponseBody).Bytes);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            var hasCode = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCode = reader.ValueTextEquals("__type"u8) || reader.ValueTextEquals("code"u8);
                reader.Read();
                hasCode |= isCode && reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }

            return hasCode;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // A name with half of a surrogate pair, which JSON allows, is not one of the service's names.
            return false;
        }
    }

    private ResponseException Foreign(IRequestContext request, IWebResponseData answer, BufferedResponseBody body)
    {
        var status = (int)answer.StatusCode;
        var what = status is >= 300 and < 400 && answer.GetHeaderValue("Location") is { Length: > 0 } location
            ? $"a redirect to {Target(location)}"
            : ResponseKind.Describe(body.Bytes);
        var failure = answer.StatusCode switch
        {
            >= HttpStatusCode.InternalServerError => AwsFailure.ServerError,
            HttpStatusCode.TooManyRequests => AwsFailure.Throttled,
            HttpStatusCode.RequestTimeout => AwsFailure.TimedOut,
            _ => AwsFailure.UnexpectedResponse,
        };
        return new ResponseException(failure, $"{AddressOf(request)} answered with status {status} and {what}, not as {rules.Service}");
    }

    // Scheme, host and path: other parts (a session, for example) must not be logged.
    private static string Target(string location)
    {
        var target = Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? $"{uri!.Scheme}://{uri.Authority}{uri.AbsolutePath}"
            : location.Split('?', '#')[0];
        var printable = new string([.. target.Where(character => character is > ' ' and < (char)0x7f)]);
        return Excerpt.Of(printable, MaxTargetLength);
    }

    private static string AddressOf(IRequestContext request) =>
        request.Request.Endpoint is { } endpoint ? $"{endpoint.Scheme}://{endpoint.Authority}" : "the endpoint";

    private static string OperationOf(IRequestContext request) =>
        request.Request.Headers.TryGetValue("X-Amz-Target", out var target) ? target[(target.LastIndexOf('.') + 1)..] : "";
}
