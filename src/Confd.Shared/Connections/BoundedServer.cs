using Confd.Shared.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Confd.Shared.Connections;

/// <summary>
/// Kestrel alone, without a host, with one function that answers every request and no more connections than slots. It does not log, and
/// starts no threads before a request arrives.
/// </summary>
internal sealed class BoundedServer : IHttpApplication<DefaultHttpContext>, IDisposable
{
    private const int MaxBufferedBytes = 64 * 1024;

    private readonly ConnectionSlots _slots;
    private readonly Func<HttpContext, Task> _answer;
    private readonly KestrelServer _server;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <param name="slots">For its connections; disposed of with the server.</param>
    /// <param name="configure">Sets where it listens, and limits of its own.</param>
    /// <param name="answer">Answers a request; called concurrently.</param>
    /// <param name="socketMode">The permissions of Unix sockets; null: as the umask says.</param>
    public BoundedServer(
        ConnectionSlots slots, Action<KestrelServerOptions> configure, Func<HttpContext, Task> answer, UnixFileMode? socketMode = null)
    {
        (_slots, _answer) = (slots, answer);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentUpgradedConnections = 0;
        options.Limits.MaxRequestBufferSize = MaxBufferedBytes;
        options.Limits.MaxResponseBufferSize = UnsentBytes.MaxBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);

        // What a client may send on one connection of HTTP/2 before it is read, over all requests: the least that the protocol allows.
        options.Limits.Http2.InitialConnectionWindowSize = MaxBufferedBytes;
        options.Limits.Http2.InitialStreamWindowSize = MaxBufferedBytes;
        configure(options);

        // The limits above apply to what the server itself reads and writes, behind TLS; the transport has its own.
        var transport = new SocketTransportOptions
        {
            MaxReadBufferSize = MaxBufferedBytes,
            MaxWriteBufferSize = UnsentBytes.MaxBytes,
            CreateBoundListenSocket = endPoint => UnsentBytes.Bind(endPoint, socketMode),
        };
        var sockets = new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), new BoundedTransport(sockets, slots), NullLoggerFactory.Instance);
    }

    /// <summary>The addresses on which it listens, such as <c>http://127.0.0.1:9100</c>, with the port that was assigned for port 0; empty
    /// before the start.</summary>
    public IEnumerable<string> Addresses => _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

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

    DefaultHttpContext IHttpApplication<DefaultHttpContext>.CreateContext(IFeatureCollection contextFeatures)
    {
        // A connection reuses its context for the next request.
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        var context = container.HostContext ??= new DefaultHttpContext();
        context.Initialize(contextFeatures);
        return context;
    }

    void IHttpApplication<DefaultHttpContext>.DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();

    async Task IHttpApplication<DefaultHttpContext>.ProcessRequestAsync(DefaultHttpContext context)
    {
        var connection = context.Features.Get<BoundedConnection>();
        if (connection is not null && !await connection.BeginAsync(context.RequestAborted).ConfigureAwait(false))
        {
            await WholeResponse.SendEmptyAsync(context, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
            return;
        }

        try
        {
            await _answer(context).ConfigureAwait(false);
        }
        finally
        {
            connection?.End();
        }
    }
}
