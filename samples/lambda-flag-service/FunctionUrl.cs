using System.Buffers;
using System.Text;
using System.Text.Json;
using Confd.Flags.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Confd.Samples.LambdaFlagService;

/// <summary>
/// From the events of a function URL (payload format 2.0, as API Gateway's HTTP APIs have it too) to requests of the service, and back. A
/// function URL's answer is one piece, so streams are not possible: who asks for one gets 501 and has to poll.
/// </summary>
/// <param name="service">Answers.</param>
/// <param name="prepare">Is waited for before each request, such as to read flags that are too old.</param>
internal sealed class FunctionUrl(FlagService service, Func<CancellationToken, Task> prepare)
{
    private const string Stream = "text/event-stream";

    /// <summary>Answers one event.</summary>
    /// <exception cref="JsonException">It is no event of a function URL.</exception>
    public async Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var request = JsonDocument.Parse(json);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = end.Token };
        var output = new ResponseBody(body, () => context.Response.ContentType?.StartsWith(Stream, StringComparison.Ordinal) == true, end);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(output));
        Read(request.RootElement, context.Request);
        await prepare(cancellationToken);
        try
        {
            await service.HandleAsync(context);
            await context.Response.CompleteAsync();
        }
        catch (Exception) when (output.IsStream)
        {
            // The answer below says why.
        }

        return output.IsStream ? Write(501, [], "a function URL has no streams: let the SDK poll\n"u8) : Write(context, body);
    }

    private static void Read(JsonElement json, HttpRequest request)
    {
        var http = json.GetProperty("requestContext").GetProperty("http");
        request.Method = http.GetProperty("method").GetString()!;
        request.Scheme = "https";
        request.Path = PathString.FromUriComponent(json.GetProperty("rawPath").GetString()!);
        if (json.TryGetProperty("rawQueryString", out var query) && query.GetString() is { Length: > 0 } text)
        {
            request.QueryString = new QueryString("?" + text);
        }

        foreach (var header in json.GetProperty("headers").EnumerateObject())
        {
            request.Headers[header.Name] = header.Value.GetString();
        }

        if (json.TryGetProperty("body", out var body) && body.GetString() is { } content)
        {
            var isBinary = json.TryGetProperty("isBase64Encoded", out var flag) && flag.GetBoolean();
            var bytes = isBinary ? Convert.FromBase64String(content) : Encoding.UTF8.GetBytes(content);
            request.Body = new MemoryStream(bytes);
            request.ContentLength = bytes.Length;
        }
    }

    private static ReadOnlyMemory<byte> Write(HttpContext context, MemoryStream body)
    {
        var headers = context.Response.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));
        return Write(context.Response.StatusCode, headers, body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    // Always as Base64: a body may be compressed.
    private static ReadOnlyMemory<byte> Write(int status, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("statusCode", status);
        json.WriteStartObject("headers");
        foreach (var (name, value) in headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteBase64String("body", body);
        json.WriteBoolean("isBase64Encoded", true);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
