using System.Net;
using System.Net.Sockets;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Confd.Shared.Connections;

/// <summary>What waits for one client that does not read: with many slow ones it is this that counts.</summary>
internal static class UnsentBytes
{
    /// <summary>How many bytes wait in this program, and how many in the system's buffer of a connection.</summary>
    public const int Most = WholeAnswer.PieceBytes;

    // TCP_NOTSENT_LOWAT of <linux/tcp.h>: .NET has no name for it.
    private const int Tcp = 6;
    private const int NotSentLowat = 25;

    /// <summary>Makes the socket that is listened on. Linux would take megabytes for a client that does not read; what is on its way to one
    /// that does counts beside this, so that it is none the slower.</summary>
    public static Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (OperatingSystem.IsLinux() && socket.ProtocolType == ProtocolType.Tcp)
        {
            // Connections have it from the socket that is listened on.
            socket.SetRawSocketOption(Tcp, NotSentLowat, BitConverter.GetBytes(Most));
        }

        return socket;
    }
}
