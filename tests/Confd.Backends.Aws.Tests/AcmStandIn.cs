using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Tests;

/// <summary>Certificate Manager as far as the backend asks it: moto exports no imported certificates and takes only true ones.</summary>
internal sealed class AcmStandIn : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AcmStandIn(WebApplication server) => _server = server;

    public Uri Url => new(_server.Urls.First());

    /// <summary>The certificates by ARN: PEM texts.</summary>
    public ConcurrentDictionary<string, (string Certificate, string? Chain, string? Key)> Certificates { get; } = new(
        StringComparer.Ordinal);

    /// <summary>Operation and body of each request.</summary>
    public ConcurrentQueue<(string Operation, string Body)> Requests { get; } = [];

    public bool IsBroken { get; set; }

    /// <summary>Where set, every request fails with 500, and this is called before.</summary>
    public Action? Failing { get; set; }

    public static async Task<AcmStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var standIn = new AcmStandIn(server);
        server.Run(standIn.AnswerAsync);
        await server.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue((operation, body));
        Failing?.Invoke();
        var (status, answer) = Failing is not null ? (500, new JsonObject { ["__type"] = "InternalFailure" })
            : IsBroken ? Error("AccessDeniedException") : Answer(operation, JsonNode.Parse(body)!.AsObject());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonObject Answer) Answer(string operation, JsonObject request)
    {
        if (operation == "ListCertificates")
        {
            var summaries = Certificates.Keys.Select(arn => (JsonNode)new JsonObject { ["CertificateArn"] = arn });
            return (200, new JsonObject { ["CertificateSummaryList"] = new JsonArray([.. summaries]) });
        }

        if (!Certificates.TryGetValue(request["CertificateArn"]!.GetValue<string>(), out var found))
        {
            return Error("ResourceNotFoundException");
        }

        var answer = new JsonObject { ["Certificate"] = found.Certificate };
        if (found.Chain is not null)
        {
            answer["CertificateChain"] = found.Chain;
        }

        if (operation == "ExportCertificate")
        {
            answer["PrivateKey"] = found.Key;
        }

        return (200, answer);
    }

    private static (int Status, JsonObject Answer) Error(string code) =>
        (400, new JsonObject { ["__type"] = code, ["message"] = "the stand-in refuses" });
}
