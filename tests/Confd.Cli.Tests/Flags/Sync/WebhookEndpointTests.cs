using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Admission;
using Confd.Cli.Flags.Sync;
using Confd.Cli.Http;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Sync;

/// <summary>What a client that reaches the webhook port can send.</summary>
public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly HttpServer _server;

    public WebhookEndpointTests()
    {
        var endpoint = new WebhookEndpoint(
            "s3cret"u8.ToArray(), new SharedRun(() => Task.CompletedTask), TimeProvider.System, _log);
        _server = new HttpServer(
            new IPEndPoint(IPAddress.Loopback, 0),
            new HttpServerSettings { Answer = endpoint.HandleAsync, Hosts = HostNames.Any, Logger = _log });
    }

    public async ValueTask InitializeAsync() => await _server.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(Cancellation);
        _server.Dispose();
    }

    [Fact]
    public async Task Webhook_InvalidChunkLength_IsBadRequestAndNotLogged()
    {
        (await AskAsync("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n")).ShouldStartWith("HTTP/1.1 400");

        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhook_ManyForgedOnes_AreLoggedOnce()
    {
        for (var number = 0; number < 20; number++)
        {
            (await AskAsync("Content-Length: 2\r\n\r\n{}")).ShouldStartWith("HTTP/1.1 401");
        }

        _log.Lines.ShouldBe(["Warning Webhook refused: its signature is missing or wrong"]);
    }

    [Fact]
    public async Task Webhook_LargeBodies_AreNotKept()
    {
        const int Many = 20;
        var body = new byte[999_999];
        var sockets = new List<Socket>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < Many; number++)
        {
            sockets.Add(await ConnectAsync());
            await SendAsync(sockets[^1], "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            await sockets[^1].SendAsync(body, Cancellation);
        }

        // Other tests hold memory of their own for a while; bodies would be held until their requests end.
        await Eventually.IsSoAsync(() => GC.GetTotalMemory(forceFullCollection: true) < before + (Many * body.Length / 4), Cancellation);
        foreach (var socket in sockets)
        {
            await socket.SendAsync(new byte[1], Cancellation);
            (await ReadAsync(socket)).ShouldStartWith("HTTP/1.1 401");
            socket.Dispose();
        }
    }

    private async Task<string> AskAsync(string rest)
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, "POST / HTTP/1.1\r\nHost: x\r\n" + rest);
        return await ReadAsync(socket);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(_server.Address!).Authority), Cancellation);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancellation);

    private static async Task<string> ReadAsync(Socket socket)
    {
        var part = new byte[1024];
        return Encoding.ASCII.GetString(part, 0, await socket.ReceiveAsync(part, Cancellation));
    }
}
