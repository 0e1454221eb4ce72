using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Confd.Cli.Http;

/// <summary>
/// Kestrel alone, without a host, on one address, with one function that answers every request: nothing of it logs or starts threads before a
/// request comes.
/// </summary>
internal sealed class HttpServer : IHttpApplication<HttpContext>, IDisposable
{
    private readonly Func<HttpContext, Task> _answer;
    private readonly KestrelServer _server;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="endPoint">Where it will listen; port 0 lets the system choose.</param>
    /// <param name="answer">Answers a request; called many times at once.</param>
    /// <param name="maxBodyBytes">The largest request body; null: Kestrel's own limit.</param>
    public HttpServer(IPEndPoint endPoint, Func<HttpContext, Task> answer, long? maxBodyBytes = null)
    {
        _answer = answer;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxRequestBodySize = maxBodyBytes ?? options.Limits.MaxRequestBodySize;
        options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9100</c>, with the port that port 0 was given; null before it started.</summary>
    public string? Address => _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(this, cancellationToken);

    /// <summary>Lets running requests finish until the token ends them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => _answer(context);
}
