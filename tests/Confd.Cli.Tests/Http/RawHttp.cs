using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confd.Cli.Tests.Http;

/// <summary>Requests byte for byte, which no HTTP client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends lines as they are and reads until the server closes the connection.</summary>
    public static async Task<string> AskAsync(IPEndPoint server, string request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Opens connections that say nothing.</summary>
    public static async Task<List<Socket>> OpenSilentAsync(IPEndPoint server, int count, CancellationToken cancellationToken)
    {
        var sockets = new List<Socket>();
        for (var number = 0; number < count; number++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(server, cancellationToken);
        }

        return sockets;
    }

    /// <summary>True as soon as the server has closed the connection.</summary>
    public static async Task<bool> IsEndedAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], cancellationToken) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
