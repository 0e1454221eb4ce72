using System.Net.Sockets;

namespace Confd.Cli.Http;

/// <summary>A server that a flag command requires: an address that cannot be listened on ends the program.</summary>
internal sealed class RequiredServer : IDisposable
{
    private readonly string _address;
    private readonly HttpServer _server;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <exception cref="ConfigurationException">The text is not an address.</exception>
    public RequiredServer(string address, HttpServerSettings settings)
    {
        _address = address;
        _server = new HttpServer(ListenAddress.Require(address), settings);
    }

    /// <summary>The address on which it listens, with the port that was assigned for port 0.</summary>
    public string Address => _server.Address ?? _address;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ConfigurationException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => ListenAsync(_server.StartAsync, _address, cancellationToken);

    /// <summary>Starts a server that a command requires.</summary>
    /// <exception cref="ConfigurationException">The address cannot be listened on.</exception>
    public static async Task ListenAsync(Func<CancellationToken, Task> start, string? address, CancellationToken cancellationToken)
    {
        try
        {
            await start(cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            throw new ConfigurationException($"cannot listen on {address}: {problem.GetBaseException().Message}", problem);
        }
    }

    /// <summary>Lets running requests finish until the token ends them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();
}
