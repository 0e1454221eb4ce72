using System.Net;
using System.Net.Sockets;
using Confd.Cli.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Confd.Cli.Flags.Sync;

/// <summary>Kestrel alone, on one address, with one function that answers every request.</summary>
internal sealed class SyncServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int MaxBodyBytes = 1_000_000;

    private readonly string _address;
    private readonly Func<HttpContext, Task> _answer;
    private readonly KestrelServer _server;

    public SyncServer(string address, Func<HttpContext, Task> answer)
    {
        _address = address;
        _answer = answer;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Listen(Parse(address), listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens, with the port that port 0 was given.</summary>
    public string Address => _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? _address;

    /// <exception cref="ConfigurationException">The address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(this, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            throw new ConfigurationException($"cannot listen on {_address}: {problem.GetBaseException().Message}", problem);
        }
    }

    /// <summary>Lets running requests finish until the token ends them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public void Dispose() => _server.Dispose();

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => _answer(context);

    private static IPEndPoint Parse(string address)
    {
        try
        {
            return ListenAddress.Parse(address);
        }
        catch (FormatException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }
}
