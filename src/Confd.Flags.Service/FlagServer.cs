using Confd.Flags.Service.Http;
using Confd.Flags.Service.Tls;
using Confd.Shared.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Confd.Flags.Service;

/// <summary>Kestrel without a host, for one <see cref="FlagService"/>.</summary>
public sealed class FlagServer : IDisposable
{
    private const int MaxHeaderBytes = 32 * 1024;

    // Longer than load balancers keep a connection for their next request, up to 10 minutes: a request that crosses the closing of its
    // connection fails. Idle connections make room for others when it is needed.
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(11);
    private const string SocketScheme = "http://unix:";

    private readonly FlagService _service;
    private readonly FlagServerOptions _options;
    private readonly BoundedServer _server;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <param name="service">Handles the requests; not disposed with the server.</param>
    /// <param name="options">Where and how it listens.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public FlagServer(FlagService service, FlagServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_service, _options) = (service, options);
        var slots = new ConnectionSlots(options.MaxConnections, cutsRequests: false);
        _server = new BoundedServer(slots, Configure, service.HandleAsync, options.UnixSocketMode);
    }

    /// <summary>The addresses it listens on, such as <c>https://127.0.0.1:8787</c>, with the actual port in place of port 0; empty before
    /// it was started.</summary>
    public IReadOnlyCollection<string> Addresses =>
    [
        .. _server.Addresses.Select(address => _options.Certificate is not null
            && !address.StartsWith(SocketScheme, StringComparison.Ordinal) ? $"https{address[4..]}" : address),
    ];

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.UnixSocket is { } path)
        {
            LeftoverSocket.Remove(path);
        }

        return _server.StartAsync(cancellationToken);
    }

    /// <summary>Stops accepting requests, ends the streams, and waits for other requests until the token is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _service.EndStreams();
        return _server.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = _options.MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxHeaderBytes;
        kestrel.Limits.KeepAliveTimeout = IdleTime;
        kestrel.Limits.MinResponseDataRate = new MinDataRate(_options.MinBytesPerSecond, _options.SlowClientGrace);
        if (_options.EndPoint is { } endPoint)
        {
            kestrel.Listen(endPoint, Secure);
        }

        if (_options.UnixSocket is { } path)
        {
            kestrel.ListenUnixSocket(path);
        }
    }

    private void Secure(ListenOptions listen)
    {
        if (_options.Certificate is { } certificate)
        {
            // Browsers open six connections of HTTP/1.1 to an address, over all tabs, and each tab's stream occupies one.
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            var tls = new TlsConnections(certificate, _options.Clock);
            listen.Use(next => connection => tls.RunAsync(next, connection));
        }

        listen.Use(next => connection => FirstByte.RunAsync(next, connection, _options.Clock));
    }
}
