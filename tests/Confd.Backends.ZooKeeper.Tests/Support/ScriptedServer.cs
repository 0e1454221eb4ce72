using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Tests.Support;

/// <summary>Speaks ZooKeeper's protocol as the test scripts it: what a real server does not do on request.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _work;
    private int _greetings;

    public ScriptedServer()
    {
        _listener.Start();
        _work = ServeAsync();
    }

    /// <summary>The time that it gives a session; 0 says that the session is over.</summary>
    public int SessionMilliseconds { get; set; } = 9000;

    /// <summary>How many connections began with a greeting.</summary>
    public int Greetings => Volatile.Read(ref _greetings);

    /// <summary>Answers a request, whose number and operation it is given, with whole frames or bytes of any kind.</summary>
    public Func<int, OpCode, IEnumerable<byte[]>> Answer { get; set; } = (xid, _) => [Reply(xid)];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A reply: its header and body.</summary>
    public static byte[] Reply(int xid, long zxid = 1, int error = 0, Func<JuteWriter, JuteWriter>? body = null)
    {
        var writer = new JuteWriter().Write(xid).Write(zxid).Write(error);
        return (body is null ? writer : body(writer)).ToFrame();
    }

    /// <summary>A watch that fires.</summary>
    public static byte[] Fires(WatchEventKind kind, string path) =>
        Reply(-1, zxid: -1, body: writer => writer.Write((int)kind).Write(3).Write(path));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await _work;
    }

    private async Task ServeAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                talks.Add(TalkAsync(client.GetStream()));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        try
        {
            await ReadFrameAsync(stream);
            Interlocked.Increment(ref _greetings);
            var id = SessionMilliseconds > 0 ? 77L : 0;
            await stream.WriteAsync(new JuteWriter().Write(0).Write(SessionMilliseconds).Write(id).Write(new byte[16]).ToFrame());
            while (true)
            {
                var frame = await ReadFrameAsync(stream);
                var (xid, operation) = (BinaryPrimitives.ReadInt32BigEndian(frame), BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)));
                foreach (var bytes in Answer(xid, (OpCode)operation))
                {
                    await stream.WriteAsync(bytes);
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            // The client has left, or the test is over.
        }
    }

    private static async Task<byte[]> ReadFrameAsync(NetworkStream stream)
    {
        var head = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(head);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
        await stream.ReadExactlyAsync(frame);
        return frame;
    }
}
