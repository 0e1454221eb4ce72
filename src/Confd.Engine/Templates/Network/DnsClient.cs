using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Confd.Engine.Posix;
using Confd.Following;

namespace Confd.Engine.Templates.Network;

/// <summary>Queries DNS servers for SRV records, which the BCL does not support: over UDP, and over TCP where an answer does not
/// fit.</summary>
internal sealed class DnsClient(ResolverSettings settings)
{
    private const int MaxUdpBytes = 4096;
    private const int MaxStrayPackets = 16;

    /// <summary>Queries the servers in turn until one answers.</summary>
    /// <param name="name">Complete, with a final dot.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Null where the name has no such records or no server answered.</returns>
    public IReadOnlyList<ServiceRecord>? QueryServices(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (var server in settings.Servers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (isAnswered, records) = QueryAsync(server, name, cancellationToken).GetAwaiter().GetResult();
                if (isAnswered)
                {
                    return records;
                }
            }
        }

        return null;
    }

    private async Task<(bool IsAnswered, List<ServiceRecord>? Records)> QueryAsync(
        IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var question = DnsMessage.BuildQuestion(SystemRandom.NextUInt16(), name);
        try
        {
            var answer = settings.UseTcp ? null
                : await InTimeAsync(end => QueryUdpAsync(server, question, end), cancellationToken).ConfigureAwait(false);
            if (answer is null || DnsMessage.IsTruncated(answer))
            {
                answer = await InTimeAsync(end => QueryTcpAsync(server, question, end), cancellationToken).ConfigureAwait(false);
            }

            List<ServiceRecord>? records = null;
            var isAnswered = DnsMessage.IsAnswerTo(answer, question) && DnsMessage.TryReadAnswer(answer, out records);
            return (isAnswered, records);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return (false, null);
        }
    }

    // One limit for connection, query and complete answer: a server that sends a byte now and then would never reach a limit per read.
    private async Task<byte[]> InTimeAsync(Func<CancellationToken, Task<byte[]>> request, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(settings.Timeout, TimeProvider.System, cancellationToken);
        try
        {
            return await request(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no answer within {settings.Timeout.TotalSeconds} s", exception);
        }
    }

    private static async Task<byte[]> QueryUdpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        // A connected socket receives packets from this server only.
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(question, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[MaxUdpBytes];
        for (var packet = 0; packet < MaxStrayPackets; packet++)
        {
            // Late answers to other queries are skipped.
            var answer = buffer[..await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false)];
            if (DnsMessage.IsAnswerTo(answer, question))
            {
                return answer;
            }
        }

        throw new IOException($"{server} sends packets that answer nothing that was asked");
    }

    private static async Task<byte[]> QueryTcpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer;
    }
}
