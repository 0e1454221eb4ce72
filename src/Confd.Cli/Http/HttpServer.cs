using System.Net;
using Confd.Shared.Connections;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Http;

/// <summary>A server on one address for operators, their probes and pages, and for webhooks: with low limits, and restricted to its own
/// host names.</summary>
internal sealed partial class HttpServer : IDisposable
{
    private const int MaxTotalConnections = 128;
    private const int MinConnections = 8;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const int MaxBodyBytes = 1_000_000;
    private const int MinBytesPerSecond = 4 * 1024;

    private static readonly TimeSpan SlowClientGrace = TimeSpan.FromSeconds(5);

    // The default content security policy; the status page sets its own.
    private const string Policy = "default-src 'none'; frame-ancestors 'none'";

    private readonly HttpServerSettings _settings;
    private readonly BoundedServer _server;
    private int _refusals;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <param name="endPoint">Where it will listen; port 0 lets the system choose.</param>
    /// <param name="settings">The settings.</param>
    public HttpServer(IPEndPoint endPoint, HttpServerSettings settings)
    {
        _settings = settings;
        _server = new BoundedServer(
            new ConnectionSlots(MaxConnections, cutsRequests: true),
            kestrel =>
            {
                // Probes and scrapers reconnect after a longer silence; a page's stream is never silent.
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(20);
                kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
                kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
                kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
                kestrel.Limits.MinResponseDataRate = new MinDataRate(MinBytesPerSecond, SlowClientGrace);
                kestrel.Listen(endPoint);
            },
            HandleAsync);
    }

    /// <summary>The maximum number of connections: 128, or a quarter of the descriptors of the process where that is less; the rest is kept
    /// for the work.</summary>
    public static int MaxConnections { get; } = ProcessMetrics.OpenFileLimit() is { } descriptors
        ? (int)Math.Clamp(descriptors / 4, MinConnections, MaxTotalConnections)
        : MaxTotalConnections;

    /// <summary>The address on which it listens, such as <c>http://127.0.0.1:9100</c>, with the port that was assigned for port 0; null
    /// before the start.</summary>
    public string? Address => _server.Addresses.FirstOrDefault();

    /// <inheritdoc cref="BoundedServer.StartAsync"/>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(cancellationToken);

    /// <inheritdoc cref="BoundedServer.StopAsync"/>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return !IsForThisServer(context) ? RefuseAsync(context)
            : HttpMethods.IsConnect(context.Request.Method) ? WholeResponse.RefuseTunnelAsync(context)
            : _settings.Answer(context);
    }

    private bool IsForThisServer(HttpContext context) =>
        _settings.IsTrusted(context.Request) || _settings.Hosts.Allows(context.Request.Host.Host);

    private Task RefuseAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _refusals) == 1)
        {
            LogRefused(_settings.Logger);
        }

        return WholeResponse.SendTextAsync(
            context,
            StatusCodes.Status421MisdirectedRequest,
            $"not a name of this server; allow it with --metrics-host or {MetricsHosts.Variable}\n");
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A request for another host name was refused, as all such requests will be; allow names with --metrics-host or "
            + MetricsHosts.Variable)]
    private static partial void LogRefused(ILogger logger);
}
