using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>Plays systemd: keeps every datagram that arrives.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _received = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _pump;

    public NotifySocket(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Ends when <c>READY=1</c> has arrived.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Every line received so far.</summary>
    public IReadOnlyList<string> Received => [.. _received.SelectMany(datagram => datagram.Split('\n'))];

    /// <summary>Ends the reception and answers every line received.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        while (_socket.Available > 0)
        {
            await Task.Yield();
        }

        _socket.Dispose();
        await _pump;
        return Received;
    }

    public void Dispose() => _socket.Dispose();

    private async Task PumpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var datagram = Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer));
                _received.Enqueue(datagram);
                if (datagram.Split('\n').Contains("READY=1"))
                {
                    _ready.TrySetResult();
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The end of the scenario's step.
        }
    }
}
