using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Confd.Backends.Redis.Connections;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>The client does not close the streams that it is given: whoever made them has to.</summary>
public sealed class RedisDialerTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly RedisDialer _dialer;

    public RedisDialerTests()
    {
        _server.Start();
        _dialer = new RedisDialer(
            RedisNode.Parse(_server.LocalEndpoint.ToString()!, hasTlsFiles: false), new SslClientAuthenticationOptions());
    }

    [Fact]
    public async Task BeforeAuthenticate_ReplacementConnection_ClosesThePreviousOne()
    {
        using var first = await DialAsync(ConnectionType.Interactive);
        using var notifications = await DialAsync(ConnectionType.Subscription);

        using var second = await DialAsync(ConnectionType.Interactive);

        (await first.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0);
        (notifications.Poll(0, SelectMode.SelectRead), second.Poll(0, SelectMode.SelectRead)).ShouldBe((false, false));
    }

    [Fact]
    public async Task Dispose_OpenAndLaterConnections_ClosesThem()
    {
        using var open = await DialAsync(ConnectionType.Interactive);

        _dialer.Dispose();

        (await open.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0);
        await Should.ThrowAsync<ObjectDisposedException>(() => DialAsync(ConnectionType.Interactive));
        using var late = await _server.AcceptSocketAsync(Cancellation);
        (await late.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0);
    }

    public void Dispose()
    {
        _dialer.Dispose();
        _server.Dispose();
    }

    private async Task<Socket> DialAsync(ConnectionType type)
    {
        (await _dialer.BeforeAuthenticateAsync(_server.LocalEndpoint, type, socket: null, Cancellation)).ShouldNotBeNull();
        return await _server.AcceptSocketAsync(Cancellation);
    }
}
