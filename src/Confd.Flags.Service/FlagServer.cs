using Confd.Flags.Service.Http;
using Confd.Flags.Service.Tls;
using Confd.Shared.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Confd.Flags.Service;

/// <summary>Kestrel alone, without a host, for one <see cref="FlagService"/>.</summary>
public sealed class FlagServer : IHttpApplication<DefaultHttpContext>, IDisposable
{
    private const int MostHeaderBytes = 32 * 1024;
    private const int MostBufferedBytes = 64 * 1024;
    private const string SocketScheme = "http://unix:";

    private readonly FlagService _service;
    private readonly ConnectionSlots _slots;
    private readonly KestrelServer _server;
    private readonly string? _unixSocket;
    private readonly bool _hasTls;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="service">Answers; not disposed with the server.</param>
    /// <param name="options">Where and how it listens.</param>
    public FlagServer(FlagService service, FlagServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        _service = service;
        _unixSocket = options.UnixSocket;
        _hasTls = options.Certificate is not null;
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        var limits = kestrel.Limits;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        limits.MaxRequestLineSize = MostHeaderBytes;
        limits.MaxRequestBufferSize = MostBufferedBytes;
        limits.MaxResponseBufferSize = UnsentBytes.Most;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinResponseDataRate = new MinDataRate(options.LeastBytesPerSecond, options.SlowClientGrace);
        if (options.EndPoint is { } endPoint)
        {
            kestrel.Listen(endPoint, listen => Set(listen, options));
        }

        if (options.UnixSocket is { } path)
        {
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
        }

        var transport = new SocketTransportOptions
        {
            // The limit of the server above is of what it reads from TLS; the transport has its own, of a mebibyte for each connection.
            MaxReadBufferSize = MostBufferedBytes,
            CreateBoundListenSocket = UnsentBytes.Bind,
        };
        var sockets = new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance);
        _slots = new ConnectionSlots(options.MaxConnections, cutsRequests: false);
        _server = new KestrelServer(Options.Create(kestrel), new BoundedTransport(sockets, _slots), NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens, such as <c>https://127.0.0.1:8787</c>, with the port that port 0 was given; empty before it
    /// started.</summary>
    public IReadOnlyCollection<string> Addresses =>
    [
        .. (_server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            .Select(address => _hasTls && !address.StartsWith(SocketScheme, StringComparison.Ordinal) ? $"https{address[4..]}" : address),
    ];

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_unixSocket is not null)
        {
            LeftoverSocket.Remove(_unixSocket);
        }

        return _server.StartAsync(this, cancellationToken);
    }

    /// <summary>Takes no more requests, ends the streams, and lets other requests finish until the token ends them.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _service.EndStreams();
        return _server.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _slots.Dispose();
    }

    private static void Set(ListenOptions listen, FlagServerOptions options)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (options.Certificate is { } certificate)
        {
            var tls = new TlsConnections(certificate, options.Clock);
            listen.Use(next => connection => tls.RunAsync(next, connection));
        }

        listen.Use(next => connection => FirstByte.RunAsync(next, connection, options.Clock));
    }

    DefaultHttpContext IHttpApplication<DefaultHttpContext>.CreateContext(IFeatureCollection contextFeatures)
    {
        // A connection keeps its context from request to request.
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
        connection?.Begin();
        try
        {
            await _service.AnswerAsync(context).ConfigureAwait(false);
        }
        finally
        {
            connection?.End();
        }
    }
}
