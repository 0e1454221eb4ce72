using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Confd.Engine.Posix;

namespace Confd.Engine.Templates.Network;

/// <summary>Asks DNS servers for SRV records, which the BCL cannot: over UDP, and over TCP where an answer does not fit.</summary>
internal sealed class DnsClient(ResolverSettings settings)
{
    private const int MaximumUdpBytes = 4096;
    private const int MaximumStrayPackets = 16;

    /// <summary>Goes through the servers until one answers.</summary>
    /// <param name="name">Complete, with a final dot.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null where the name has no such records or no server answered.</returns>
    public IReadOnlyList<ServiceRecord>? QueryServices(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (var server in settings.Servers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryAsk(server, name, out var records))
                {
                    return records;
                }
            }
        }

        return null;
    }

    private bool TryAsk(IPEndPoint server, string name, out List<ServiceRecord>? records)
    {
        records = null;
        var question = DnsMessage.BuildQuestion(SystemRandom.NextUInt16(), name);
        try
        {
            var answer = settings.UseTcp ? null : AskUdp(server, question);
            if (answer is null || DnsMessage.IsTruncated(answer))
            {
                answer = AskTcp(server, question);
            }

            return DnsMessage.IsAnswerTo(answer, question) && DnsMessage.TryReadAnswer(answer, out records);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private byte[] AskUdp(IPEndPoint server, byte[] question)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = (int)settings.Timeout.TotalMilliseconds;

        // A connected socket takes packets from this server only.
        socket.Connect(server);
        socket.Send(question);
        var buffer = new byte[MaximumUdpBytes];
        for (var packet = 0; packet < MaximumStrayPackets; packet++)
        {
            // Late answers to other questions are passed over.
            var answer = buffer[..socket.Receive(buffer)];
            if (DnsMessage.IsAnswerTo(answer, question))
            {
                return answer;
            }
        }

        throw new IOException($"{server} sends packets that answer nothing that was asked");
    }

    private byte[] AskTcp(IPEndPoint server, byte[] question)
    {
        using var client = new TcpClient(server.AddressFamily);
        using var timeout = new CancellationTokenSource(settings.Timeout);
        try
        {
            client.ConnectAsync(server, timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            throw new IOException($"no connection to {server} within {settings.Timeout.TotalSeconds} s", exception);
        }

        var stream = client.GetStream();
        stream.ReadTimeout = (int)settings.Timeout.TotalMilliseconds;
        stream.WriteTimeout = stream.ReadTimeout;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        stream.Write([.. length, .. question]);
        stream.ReadExactly(length);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        stream.ReadExactly(answer);
        return answer;
    }
}
