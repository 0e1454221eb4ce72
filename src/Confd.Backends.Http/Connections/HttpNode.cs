using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Confd.Shared.Connections;

namespace Confd.Backends.Http.Connections;

/// <summary>One server: its address and the connections to it. Connects with the first request.</summary>
internal sealed class HttpNode : IDisposable
{
    private const string UnixScheme = "unix://";

    private readonly Uri _address;
    private readonly string _prefix;
    private readonly HttpClient _client;

    private HttpNode(Uri address, string? socketPath, SslClientAuthenticationOptions? tls, TimeSpan dialTimeout)
    {
        _address = address;
        _prefix = address.AbsolutePath.TrimEnd('/');
        Name = socketPath is null ? address.GetLeftPart(UriPartial.Authority) + _prefix : UnixScheme + socketPath;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a token must not be sent to another address, unless the call allows it
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = dialTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // names may be resolved to other addresses later
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, end) => ConnectAsync(socketPath, context.DnsEndPoint, end),
        };
        if (socketPath is not null)
        {
            handler.UseProxy = false;
        }

        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The server's name in messages.</summary>
    public string Name { get; }

    /// <summary>Parses a node: <c>HOST:PORT</c>, <c>http://...</c>, <c>https://...</c> or <c>unix:///PATH</c>.</summary>
    /// <param name="text">The node; a path in it, such as that of a gateway, is the prefix of all requests.</param>
    /// <param name="scheme">The scheme of a node without one.</param>
    /// <param name="tls">The TLS settings of https.</param>
    /// <param name="dialTimeout">The time limit for connecting.</param>
    /// <exception cref="KeyBackendException">It is not an address, or contains a password, which the message does not quote.</exception>
    public static HttpNode Create(string text, string scheme, Func<SslClientAuthenticationOptions?> tls, TimeSpan dialTimeout) =>
        ParseAddress(text, scheme) is { } address
            ? new HttpNode(address, null, address.Scheme == "https" ? tls() : null, dialTimeout)
            : new HttpNode(new Uri("http://localhost"), text[UnixScheme.Length..], null, dialTimeout);

    /// <summary>The address of a node; null for a socket.</summary>
    /// <inheritdoc cref="Create"/>
    public static Uri? ParseAddress(string text, string scheme)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            return null;
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            throw new KeyBackendException(
                "the address of a node must not contain a user or password: set username and password, or a token");
        }

        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", Host.Length: > 0, Query: "", Fragment: "" }
            ? address
            : throw new KeyBackendException(
                $"the node {(text.Length > 0 ? text : "\"\"")} is not an address; write HOST:PORT, http://HOST:PORT or https://HOST:PORT");
    }

    /// <summary>The address of a path on the server.</summary>
    /// <param name="path">Path and query, escaped, with a leading slash.</param>
    public Uri AddressOf(string path) => new(_address, _prefix + path);

    /// <summary>Sends a request; the caller reads the response's body.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string? path, DnsEndPoint target, CancellationToken cancellationToken)
    {
        if (path is not null && !File.Exists(path))
        {
            // The runtime reports it as an address that is not available.
            throw new FileNotFoundException("no such file or directory", path);
        }

        EndPoint server = path is null ? target : new UnixDomainSocketEndPoint(path);
        var socket = await ClientSocket.ConnectAsync(server, KeepAlive, cancellationToken).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // Detects a vanished peer even while a response is awaited.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
