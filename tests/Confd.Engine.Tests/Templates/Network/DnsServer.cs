using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Confd.Engine.Tests.Templates.Network;

/// <summary>A DNS server on the loopback address that gives prepared answers, over UDP and TCP on one port.</summary>
internal sealed class DnsServer : IDisposable
{
    private static readonly byte[] Marker = [0];

    private readonly TcpListener _tcp;
    private readonly Socket _udp;
    private readonly TaskCompletionSource _markerRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<byte[], bool, byte[]?> _answer;
    private readonly Thread[] _threads;
    private int _questions;

    /// <summary>Listens on a port of its own.</summary>
    /// <param name="answer">Question and "is TCP" to answer; null for silence.</param>
    public DnsServer(Func<byte[], bool, byte[]?> answer)
    {
        _answer = answer;
        (_tcp, _udp) = Listen();
        Endpoint = (IPEndPoint)_tcp.LocalEndpoint;
        _threads = [new Thread(ServeUdp) { IsBackground = true }, new Thread(ServeTcp) { IsBackground = true }];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public IPEndPoint Endpoint { get; }

    public int Queries => Volatile.Read(ref _questions);

    /// <summary>A response to a query: its header and question section, then records.</summary>
    /// <param name="question">What came in.</param>
    /// <param name="flags">Second and third header number: response bit included by the caller.</param>
    /// <param name="records">Whole records.</param>
    public static byte[] Answer(byte[] question, ushort flags, params byte[][] records)
    {
        // Without the options record, which is the last 11 bytes of our questions.
        byte[] message = [.. question[..^11], .. records.SelectMany(record => record)];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)records.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), 0);
        return message;
    }

    /// <summary>An SRV record of the asked name; the target is written out, ending in a pointer to the asked name where it ends in a
    /// star.</summary>
    public static byte[] Service(ushort priority, ushort weight, ushort port, string target)
    {
        var labels = target.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var name = labels.Where(label => label != "*")
            .SelectMany(label => (byte[])[(byte)label.Length, .. label.Select(letter => (byte)letter)]);
        byte[] encoded = labels.Contains("*") ? [.. name, 0xC0, 12] : [.. name, 0];
        return [
            0xC0,
            12,
            0,
            33,
            0,
            1,
            0,
            0,
            0,
            60,
            .. Number((ushort)(6 + encoded.Length)),
            .. Number(priority),
            .. Number(weight),
            .. Number(port),
            .. encoded,
        ];
    }

    /// <summary>Waits until all queries that were sent by UDP so far are counted.</summary>
    public Task ReadAllAsync(CancellationToken cancellationToken)
    {
        _udp.SendTo(Marker, Endpoint);
        return _markerRead.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        // An empty packet ends the thread; closing the socket under it would be a race.
        _udp.SendTo([], Endpoint);
        _tcp.Stop();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _udp.Dispose();
    }

    // A port that is free for both.
    private static (TcpListener Tcp, Socket Udp) Listen()
    {
        while (true)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Start();
            try
            {
                udp.Bind(tcp.LocalEndpoint);
                return (tcp, udp);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                udp.Dispose();
                tcp.Stop();
            }
        }
    }

    private static byte[] Number(ushort number) => [(byte)(number >> 8), (byte)number];

    private void ServeUdp()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
                var length = _udp.ReceiveFrom(buffer, ref sender);
                if (length == 0)
                {
                    return;
                }

                if (length == Marker.Length)
                {
                    _markerRead.TrySetResult();
                    continue;
                }

                Interlocked.Increment(ref _questions);
                if (_answer(buffer[..length], false) is { } answer)
                {
                    _udp.SendTo(answer, sender);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private void ServeTcp()
    {
        try
        {
            while (true)
            {
                using var client = _tcp.AcceptTcpClient();
                var stream = client.GetStream();
                var length = new byte[2];
                stream.ReadExactly(length);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                stream.ReadExactly(question);
                Interlocked.Increment(ref _questions);
                if (_answer(question, true) is { } answer)
                {
                    stream.Write([.. Number((ushort)answer.Length), .. answer]);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
        {
            // Disposed: the test is over.
        }
    }
}
