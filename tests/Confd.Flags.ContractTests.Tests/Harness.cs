using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.ContractTests.Tests;

/// <summary>Drives the service as LaunchDarkly's harness does: over HTTP, with LaunchDarkly's endpoints and callbacks of its own.</summary>
internal sealed class Harness : IAsyncDisposable
{
    public const string EnvironmentId = "env-of-the-harness";

    private readonly ContractService _service;
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, HarnessEndpoint> _endpoints = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new();
    private int _lastEndpoint;

    private Harness(ContractService service, WebApplication server) => (_service, _server) = (service, server);

    public Uri ServiceAddress => _service.Address;

    public Task ServiceStopped => _service.Stopped;

    public HttpClient Http => _http;

    public static async Task<Harness> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        var harness = new Harness(await ContractService.StartAsync(new Uri("http://127.0.0.1:0")), server);
        server.Run(harness.HandleAsync);
        await server.StartAsync();
        return harness;
    }

    public HarnessEndpoint Endpoint(Func<HttpContext, HarnessRequest, Task>? answer = null)
    {
        var id = Interlocked.Increment(ref _lastEndpoint).ToString(CultureInfo.InvariantCulture);
        var endpoint = new HarnessEndpoint(
            new Uri(new Uri(_server.Urls.First()), $"/endpoints/{id}"), answer ?? ((_, _) => Task.CompletedTask));
        _endpoints[id] = endpoint;
        return endpoint;
    }

    public HarnessEndpoint Status(int status) => Endpoint((context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public HarnessEndpoint Text(string text) => Endpoint((context, _) => context.Response.WriteAsync(text));

    /// <summary>LaunchDarkly's stream with these flags, and segments.</summary>
    public (HarnessStream Stream, HarnessEndpoint Endpoint) Streaming(string flags = "{}", string segments = "{}")
    {
        var stream = new HarnessStream($$"""{"flags":{{flags}},"segments":{{segments}} }""", _stopping.Token);
        return (stream, Endpoint(stream.AnswerAsync));
    }

    public async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.PostAsync(_service.Address, content, Cancellation);
    }

    /// <summary>Makes a client; the configuration's properties but the credential.</summary>
    public async Task<HarnessClient> CreateAsync(string configuration)
    {
        using var answer = await PostAsync(
            $$"""{"tag":"ours","configuration":{"credential":"sdk-key","startWaitTimeMs":60000,{{configuration}} } }""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancellation));
        return new HarnessClient(_http, answer.Headers.Location!);
    }

    /// <summary>A client that follows a stream with these flags.</summary>
    public async Task<HarnessClient> CreateStreamingAsync(string flags = "{}", string more = "", string segments = "{}") =>
        await CreateAsync($$"""{{more}}"streaming":{"baseUri":"{{Streaming(flags, segments).Endpoint.Address}}"}""");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _service.DisposeAsync();
        await _server.DisposeAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        // A request through a proxy names another host, and the same path.
        var parts = context.Request.Path.Value!.Split('/', 4);
        if (parts is ["", "endpoints", var id, ..] && _endpoints.TryGetValue(id, out var endpoint))
        {
            await endpoint.HandleAsync(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
