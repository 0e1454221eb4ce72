using System.Net.Sockets;

namespace Confd.Flags.Service.Http;

/// <summary>Removes the socket of a killed process, which prevents the next one from binding to it.</summary>
internal static class LeftoverSocket
{
    /// <summary>Removes a socket without a listener; anything else is left, and binding to it fails.</summary>
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
            // Binding reports the problem.
        }
    }

    // Connecting to a file is refused too, and a file must not be removed. A socket cannot be opened, an empty file can; and opening a pipe
    // for reading and writing does not wait for its other end.
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
