using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Confd.TestSupport.Servers;

/// <summary>Passes connections on to a server, until a test cuts them or lets them fall silent.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly (string Host, int Port) _server;
    private readonly ConcurrentDictionary<Pair, byte> _pairs = new();
    private readonly int _port;
    private Socket? _listener;

    private TcpRelay(string server)
    {
        var colon = server.LastIndexOf(':');
        _server = (server[..colon].Split('/')[^1], int.Parse(server[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        _port = ServerProcess.FreePort();
        Open();
    }

    /// <summary>Where it listens: <c>127.0.0.1:PORT</c>.</summary>
    public string Address => $"127.0.0.1:{_port}";

    /// <summary>Stands in front of a server.</summary>
    /// <param name="server"><c>HOST:PORT</c>, with or without a scheme.</param>
    public static TcpRelay Start(string server) => new(server);

    /// <summary>Closes all connections; new ones are passed on.</summary>
    public void Cut()
    {
        foreach (var pair in _pairs.Keys)
        {
            pair.Dispose();
        }
    }

    /// <summary>Keeps the connections that there are open, and passes nothing on any more, as a lost network does.</summary>
    public void Silence()
    {
        foreach (var pair in _pairs.Keys)
        {
            pair.IsSilent = true;
        }
    }

    /// <summary>Refuses and closes connections.</summary>
    public void Close()
    {
        _listener?.Dispose();
        _listener = null;
        Cut();
    }

    /// <summary>Accepts connections, again after <see cref="Close"/>.</summary>
    public void Open()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        listener.Listen();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The relay is closed.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var pair = new Pair(client, new Socket(SocketType.Stream, ProtocolType.Tcp));
        _pairs.TryAdd(pair, 0);
        try
        {
            await pair.Server.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(CopyAsync(pair, pair.Client, pair.Server), CopyAsync(pair, pair.Server, pair.Client));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The server refuses, or the connection is cut.
        }
        finally
        {
            _pairs.TryRemove(pair, out _);
        }
    }

    private static async Task CopyAsync(Pair pair, Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[65536];
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                if (!pair.IsSilent)
                {
                    await to.SendAsync(buffer.AsMemory(0, length));
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    private sealed class Pair(Socket client, Socket server) : IDisposable
    {
        public Socket Client => client;

        public Socket Server => server;

        public bool IsSilent { get; set; }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
