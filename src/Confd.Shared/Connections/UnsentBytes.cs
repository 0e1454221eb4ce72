using System.Net;
using System.Net.Sockets;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Confd.Shared.Connections;

/// <summary>Limits the bytes that wait for one client that does not read: with many slow clients, these add up.</summary>
internal static class UnsentBytes
{
    /// <summary>How many bytes may wait in this program, and how many in the system's buffer of a connection.</summary>
    public const int MaxBytes = WholeResponse.PieceBytes;

    // TCP_NOTSENT_LOWAT of <linux/tcp.h>: .NET has no name for it.
    private const int Tcp = 6;
    private const int NotSentLowat = 25;

    /// <summary>Creates the listening socket. Linux would buffer megabytes for a client that does not read; bytes in flight to a client
    /// that does read are not limited, so it is not slowed down.</summary>
    /// <param name="endPoint">Where it listens.</param>
    /// <param name="socketMode">The permissions of a Unix socket, which has them before anyone can connect; null: as the umask
    /// says.</param>
    public static Socket Bind(EndPoint endPoint, UnixFileMode? socketMode)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (socketMode is { } mode && endPoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(endPoint.ToString()!, mode);
        }

        if (OperatingSystem.IsLinux() && socket.ProtocolType == ProtocolType.Tcp)
        {
            // Accepted connections inherit the option from the listening socket.
            socket.SetRawSocketOption(Tcp, NotSentLowat, BitConverter.GetBytes(MaxBytes));
        }

        return socket;
    }
}
