using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confd.Backends.ZooKeeper.Tests.Support;

/// <summary>Answers every connection with the same text.</summary>
internal sealed class FixedReplyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _work;

    public FixedReplyServer(string text)
    {
        _listener.Start();
        _work = ServeAsync(Encoding.ASCII.GetBytes(text));
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
    }

    private async Task ServeAsync(byte[] text)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(text);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException or IOException)
        {
            // The test is over.
        }
    }
}
