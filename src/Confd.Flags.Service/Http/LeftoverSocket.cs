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

    // Connecting to a file is refused too, and that is none of ours. A socket cannot be opened, an empty file can; and opening a pipe for
    // both ways does not wait for its other end.
    private static bool IsSocket(string path)
    {
        try
        {
            using var opened = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (IOException)
        {
            return new FileInfo(path) is { Exists: true, Length: 0 };
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
