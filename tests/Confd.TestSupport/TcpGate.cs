using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Confd.TestSupport;

/// <summary>
/// Stands between a client and a server: passes bytes on, falls silent as a cable that is pulled out does, cuts, or refuses.
/// </summary>
public sealed class TcpGate : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly CancellationTokenSource _stop = new();

    // With whether they have been silenced.
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];

    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _isSilent;
    private int _accepted;

    private TcpGate(string host, int port)
    {
        _host = host;
        _port = port;
    }

    /// <summary>The port to give to the client under test, on loopback; it stays the gate's also while it refuses.</summary>
    public int Port { get; } = ReservedPort.Take();

    /// <summary>The address to give to the client under test.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>How many connections came through so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Opens a gate in front of a server.</summary>
    /// <param name="address"><c>HOST:PORT</c>, with or without a scheme.</param>
    public static TcpGate Open(string address)
    {
        var parts = address.Split('/')[^1].Split(':');
        var gate = new TcpGate(parts[0], int.Parse(parts[1]));
        gate.Resume();
        return gate;
    }

    /// <summary>From now on nothing passes, in either direction, on connections old and new; none is closed.</summary>
    public void FallSilent() => _isSilent = true;

    /// <summary>From now on nothing passes on the connections that there are; none is closed, and new ones pass.</summary>
    public void SilenceOpen()
    {
        foreach (var client in _open.Keys)
        {
            _open.TryUpdate(client, newValue: true, comparisonValue: false);
        }
    }

    /// <summary>Ends all connections; new ones pass.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            Reset(client);
        }
    }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public async Task RefuseAsync()
    {
        _listener?.Stop();
        _listener = null;
        await _accepting;
        Cut();
    }

    /// <summary>Passes everything on, again.</summary>
    public void Resume()
    {
        _isSilent = false;
        if (_listener is null)
        {
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            _accepting = AcceptAsync(_listener);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await RefuseAsync();
        _stop.Dispose();
    }

    // As a server that is gone answers.
    private static void Reset(TcpClient client)
    {
        try
        {
            client.Client?.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }

        client.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The gate refuses from now on.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        _open[client] = false;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_host, _port, _stop.Token);
            await Task.WhenAny(
                PassAsync(client, client.GetStream(), server.GetStream()), PassAsync(client, server.GetStream(), client.GetStream()));
        }
        catch (Exception ended) when (ended is OperationCanceledException
            or SocketException
            or ObjectDisposedException
            or InvalidOperationException)
        {
            // Either end is gone.
        }
        finally
        {
            _open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task PassAsync(TcpClient client, NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                if (!_isSilent && !_open.GetValueOrDefault(client))
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone.
        }
    }
}
