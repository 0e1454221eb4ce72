using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Cli.Backends;
using Confd.Cli.Http.Status;
using Confd.Engine.Keys;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Confd.Cli.Http;

/// <summary>
/// The HTTP server of <c>--metrics-addr</c>: <c>/health</c>, <c>/ready</c>, <c>/ready/detailed</c>, <c>/metrics</c>, any method; and the status page.
/// Kestrel alone, without a host: nothing of it logs or starts threads before a request comes.
/// </summary>
internal sealed partial class OperationServer(
    string address, HealthMonitor health, MetricCollector metrics, StatusPage page, ILogger logger)
    : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _ending = new();
    private KestrelServer? _server;

    /// <summary>Where the server listens; null unless it started.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>Starts to listen. A failure is logged and the program goes on, as in the original.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogStarting(logger, address);
        try
        {
            var endPoint = ListenAddress.Parse(address);
            var options = new KestrelServerOptions { AddServerHeader = false };
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
            _server = new KestrelServer(
                Options.Create(options),
                new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
                NullLoggerFactory.Instance);
            await _server.StartAsync(this, cancellationToken);
            EndPoint = BoundEndPoint(_server) ?? endPoint;
        }
        catch (Exception problem) when (problem is FormatException or IOException or SocketException)
        {
            var reason = problem is FormatException ? problem.Message : $"listen tcp {address}: bind: {Innermost(problem).Message}";
            LogFailed(logger, reason);
        }
    }

    /// <summary>Ends the streams of the status page and lets other requests finish until the token ends them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await (_server?.StopAsync(cancellationToken) ?? Task.CompletedTask);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _ending.Dispose();
        return ValueTask.CompletedTask;
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        "/health" => AnswerAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok"),
        "/ready" => AnswerReadyAsync(context, "text/plain; charset=utf-8", health.CheckAsync, HealthBodies.Plain),
        "/ready/detailed" => AnswerReadyAsync(context, "application/json", health.CheckDetailedAsync, HealthBodies.Detailed),
        "/metrics" => AnswerAsync(context, StatusCodes.Status200OK, PrometheusText.ContentType, Expose()),
        var path when StatusPage.Serves(path) => page.AnswerAsync(context, _ending.Token),
        _ => AnswerAsync(context, StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "404 page not found\n"),
    };

    private static async Task AnswerAsync(HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static async Task AnswerReadyAsync(
        HttpContext context, string contentType, Func<CancellationToken, Task<BackendHealth>> check, Func<BackendHealth, string> body)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(HealthCheckTimeout);
        var health = await check(limit.Token);
        var status = health.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await AnswerAsync(context, status, contentType, body(health));
    }

    // The address with the port that port 0 was given.
    private static IPEndPoint? BoundEndPoint(KestrelServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } bound
        && IPEndPoint.TryParse(new Uri(bound).Authority, out var endPoint)
            ? endPoint
            : null;

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;

    private string Expose()
    {
        var text = new PrometheusText();
        metrics.Visit(text.Add);
        ProcessMetrics.AddTo(text);
        return text.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting metrics server on {Address}")]
    private static partial void LogStarting(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "Metrics server error: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
