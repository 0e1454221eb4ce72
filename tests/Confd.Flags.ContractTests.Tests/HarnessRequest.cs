using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.ContractTests.Tests;

/// <summary>What came to the harness.</summary>
internal sealed record HarnessRequest(string Method, string Path, string Query, Dictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The kinds of events in a payload, sorted.</summary>
    public IEnumerable<string> Kinds =>
        Json.EnumerateArray().Select(sent => sent.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal);

    public JsonElement Event(string kind) => Json.EnumerateArray().Single(sent => sent.GetProperty("kind").GetString() == kind);

    public static async Task<HarnessRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        Stream body = request.Body;
        if (request.Headers.ContentEncoding == "gzip")
        {
            body = new GZipStream(body, CompressionMode.Decompress);
        }

        using var reader = new StreamReader(body, Encoding.UTF8);
        return new HarnessRequest(
            request.Method,
            request.Path,
            request.QueryString.ToString(),
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted));
    }
}
