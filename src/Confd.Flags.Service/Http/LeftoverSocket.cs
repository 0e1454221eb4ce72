using System.Net.Sockets;

namespace Confd.Flags.Service.Http;

/// <summary>A socket of a process that was killed lies in the way of the next one.</summary>
internal static class LeftoverSocket
{
    /// <summary>Removes a socket on which nobody listens; anything else is left, and binding to it fails.</summary>
    public static void Remove(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Whose it is, binding says.
        }
    }

    // Connecting to a file is refused too, and that is none of ours: a socket's file has no size.
    private static bool IsSocket(string path) =>
        new FileInfo(path) is { Length: 0, Attributes: var attributes } && !attributes.HasFlag(FileAttributes.Directory);
}
