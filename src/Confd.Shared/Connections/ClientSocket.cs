using System.Net;
using System.Net.Sockets;

namespace Confd.Shared.Connections;

/// <summary>Connects sockets to servers.</summary>
internal static class ClientSocket
{
    /// <summary>Connects a socket, which is closed where that fails.</summary>
    /// <param name="server">A host and port, or a socket file.</param>
    /// <param name="configureTcp">Sets further options of a TCP socket; null for none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public static async Task<Socket> ConnectAsync(EndPoint server, Action<Socket>? configureTcp, CancellationToken cancellationToken)
    {
        var isLocal = server is UnixDomainSocketEndPoint;
        var socket = isLocal
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!isLocal)
            {
                configureTcp?.Invoke(socket);
            }

            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
