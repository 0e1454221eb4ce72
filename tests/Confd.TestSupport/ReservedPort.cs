using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Confd.TestSupport;

/// <summary>A TCP port of 127.0.0.1 for a server that a test starts and stops, or on which no server listens: no other process
/// gets it until the tests end.</summary>
/// <remarks>A socket that is bound and does not listen holds it. The system then gives the port to none who asks for any, whether to
/// listen or for a connection, and lets listen whoever names it: each server sets <c>SO_REUSEADDR</c>, as the socket does.</remarks>
public static class ReservedPort
{
    private static readonly ConcurrentBag<Socket> Held = [];

    /// <summary>Takes one.</summary>
    public static int Take() => TakeAddress().Port;

    /// <summary>Takes one; its text is <c>127.0.0.1:PORT</c>.</summary>
    public static IPEndPoint TakeAddress()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Held.Add(socket);
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
