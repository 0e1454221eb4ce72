using System.Net;
using Confd.Shared.Connections;
using Confd.Shared.Http;
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
/// Kestrel alone, without a host, on one address, with one function that answers every request: nothing of it logs or starts threads before
/// a request comes.
/// </summary>
internal sealed partial class HttpServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int MostConnectionsOfAll = 128;
    private const int LeastConnections = 8;
    private const int MostBufferedBytes = 64 * 1024;
    private const int MostHeaderBytes = 16 * 1024;
    private const int MostHeaders = 64;
    private const int MostBodyBytes = 1_000_000;
    private const int LeastBytesPerSecond = 4 * 1024;

    private static readonly TimeSpan SlowClientGrace = TimeSpan.FromSeconds(5);

    // What a browser may make of an answer: the status page says more.
    private const string Policy = "default-src 'none'; frame-ancestors 'none'";

    private readonly HttpServerSettings _settings;
    private readonly ConnectionSlots _slots = new(ConnectionsOfProcess(), cutsRequests: true);
    private readonly KestrelServer _server;
    private int _refusals;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="endPoint">Where it will listen; port 0 lets the system choose.</param>
    /// <param name="settings">Who is answered and how.</param>
    public HttpServer(IPEndPoint endPoint, HttpServerSettings settings)
    {
        _settings = settings;
        var options = new KestrelServerOptions { AddServerHeader = false };

        // Probes and scrapers open a connection anew when they have been silent for longer; a page's stream is never silent.
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        options.Limits.MaxRequestHeaderCount = MostHeaders;
        options.Limits.MaxRequestBufferSize = MostBufferedBytes;
        options.Limits.MaxRequestBodySize = MostBodyBytes;
        options.Limits.MaxConcurrentUpgradedConnections = 0;

        // Whoever takes less while something waits for him is cut off; what waits is one piece of an answer.
        options.Limits.MaxResponseBufferSize = WholeAnswer.PieceBytes;
        options.Limits.MinResponseDataRate = new MinDataRate(LeastBytesPerSecond, SlowClientGrace);
        options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);

        // The limits above are of what the server reads; the transport has its own, of a mebibyte for each connection.
        var transport = new SocketTransportOptions { MaxReadBufferSize = MostBufferedBytes, MaxWriteBufferSize = WholeAnswer.PieceBytes };
        var sockets = new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), new BoundedTransport(sockets, _slots), NullLoggerFactory.Instance);
    }

    /// <summary>How many connections there may be at once.</summary>
    public int MostConnections => _slots.Limit;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9100</c>, with the port that port 0 was given; null before it
    /// started.</summary>
    public string? Address => _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(this, cancellationToken);

    /// <summary>Lets running requests finish until the token ends them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _slots.Dispose();
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    async Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        var connection = context.Features.Get<BoundedConnection>();
        connection?.Begin();
        try
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            await (!IsForThisServer(context) ? RefuseAsync(context)
                : HttpMethods.IsConnect(context.Request.Method) ? RefuseTunnelAsync(context)
                : _settings.Answer(context));
        }
        finally
        {
            connection?.End();
        }
    }

    // 128, or a quarter of the descriptors of the process where that is less: the rest is kept for the work.
    private static int ConnectionsOfProcess() => ProcessMetrics.OpenFileLimit() is { } descriptors
        ? (int)Math.Clamp(descriptors / 4, LeastConnections, MostConnectionsOfAll)
        : MostConnectionsOfAll;

    private bool IsForThisServer(HttpContext context) =>
        _settings.IsTrusted(context.Request) || _settings.Hosts.Allows(context.Request.Host.Host);

    private Task RefuseAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _refusals) == 1)
        {
            LogRefused(_settings.Logger);
        }

        return HttpAnswer.SendTextAsync(
            context,
            StatusCodes.Status421MisdirectedRequest,
            $"not a name of this server; allow it with --metrics-host or {MetricsHosts.Variable}\n");
    }

    // A good answer to CONNECT opens a tunnel and has no body: whoever would answer one fails.
    private static Task RefuseTunnelAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return HttpAnswer.SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "this is no proxy\n");
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A request for another host name was refused, as all such requests will be; allow names with --metrics-host or "
            + MetricsHosts.Variable)]
    private static partial void LogRefused(ILogger logger);
}
