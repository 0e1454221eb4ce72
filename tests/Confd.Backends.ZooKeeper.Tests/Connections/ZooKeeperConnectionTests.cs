using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests.Connections;

public sealed class ZooKeeperConnectionTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();
    private readonly FakeTimeProvider _clock = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Open_ConnectResponse_TakesSessionAndTimeoutFromTheServer()
    {
        await using var connection = await OpenAsync();

        connection.Session.Id.ShouldBe(77);
        connection.SessionTimeout.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Open_SessionExpired_ReportsIt()
    {
        _server.SessionMilliseconds = 0;

        (await Should.ThrowAsync<ZooKeeperException>(OpenAsync)).Failure.ShouldBe(ZooKeeperFailure.SessionExpired);
    }

    [Fact]
    public async Task Ask_ReplyByteByByte_IsComplete()
    {
        _server.Answer = (xid, _) => ScriptedServer.Reply(xid, body: writer => writer.Write("data")).Select(value => new[] { value });
        await using var connection = await OpenAsync();

        var reply = await RequestAsync(connection);

        reply.IsThere.ShouldBeTrue();
        new JuteReader(reply.Body.Span).ReadText().ShouldBe("data");
    }

    [Fact]
    public async Task Ask_ManyAtOnce_EachGetsItsOwnReply()
    {
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid, zxid: xid)];
        await using var connection = await OpenAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RequestAsync(connection)));

        replies.Select(reply => reply.Zxid).Order().ShouldBe(Enumerable.Range(1, 50).Select(number => (long)number));
        connection.Session.LastZxid.ShouldBe(50);
    }

    [Fact]
    public async Task Ask_NoSuchNode_IsAReplyAndNotAFailure()
    {
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid, error: ErrorCode.NoNode)];
        await using var connection = await OpenAsync();

        (await RequestAsync(connection)).IsThere.ShouldBeFalse();
    }

    [Theory]
    [InlineData(ErrorCode.NoAuth, ZooKeeperFailure.Denied, "zk: not authenticated")]
    [InlineData(ErrorCode.AuthFailed, ZooKeeperFailure.AuthFailed, "zk: client authentication failed")]
    [InlineData(ErrorCode.SessionExpired, ZooKeeperFailure.SessionExpired, "zk: session has been expired by the server")]
    [InlineData(ErrorCode.SessionMoved, ZooKeeperFailure.SessionExpired, "zk: session moved to another server")]
    [InlineData(-8, ZooKeeperFailure.Refused, "zk: error -8")]
    public async Task Ask_RefusedByTheServer_ReportsWhyAndKeepsTheConnection(int error, object failure, string words)
    {
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid, error: xid == 1 ? error : 0)];
        await using var connection = await OpenAsync();

        var refused = await Should.ThrowAsync<ZooKeeperException>(() => RequestAsync(connection));

        refused.Failure.ShouldBe(failure);
        refused.Message.ShouldStartWith($"127.0.0.1:{_server.Port}: {words}");
        (await RequestAsync(connection)).IsThere.ShouldBeTrue();
    }

    [Fact]
    public async Task Ask_ReplyToAnUnknownRequest_IsIgnored()
    {
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid + 1000, error: ErrorCode.NoAuth), ScriptedServer.Reply(xid)];
        await using var connection = await OpenAsync();

        (await RequestAsync(connection)).IsThere.ShouldBeTrue();
    }

    [Fact]
    public async Task Ask_Cancelled_IgnoresTheLateReply()
    {
        using var leave = new CancellationTokenSource();
        var late = 0;
        _server.Answer = (xid, _) =>
        {
            if (late == 0)
            {
                late = xid;
                leave.Cancel();
                return [];
            }

            return [ScriptedServer.Reply(late), ScriptedServer.Reply(xid)];
        };
        await using var connection = await OpenAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => RequestAsync(connection, leave.Token));

        (await RequestAsync(connection)).IsThere.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    [InlineData(new byte[] { 0x48, 0x54, 0x54, 0x50 })]
    [InlineData(new byte[] { 0, 0, 0, 2, 0, 0 })]
    public async Task Ask_InvalidReply_EndsTheConnectionAndAllPendingRequests(byte[] bytes)
    {
        _server.Answer = (_, _) => [bytes];
        await using var connection = await OpenAsync();

        (await Should.ThrowAsync<ZooKeeperException>(() => RequestAsync(connection))).Failure.ShouldBe(ZooKeeperFailure.UnexpectedResponse);
        (await connection.Closed).Failure.ShouldBe(ZooKeeperFailure.UnexpectedResponse);
        (await Should.ThrowAsync<ZooKeeperException>(() => RequestAsync(connection))).Failure.ShouldBe(ZooKeeperFailure.UnexpectedResponse);
    }

    [Fact]
    public async Task Listen_TwoListeners_BothReceiveEveryWatchEvent()
    {
        _server.Answer = (xid, _) =>
        [
            ScriptedServer.Fires(WatchEventKind.DataChanged, "/a"),
            ScriptedServer.Fires(WatchEventKind.Deleted, "/ä"),
            ScriptedServer.Reply(xid),
        ];
        await using var connection = await OpenAsync();
        var (one, other, gone) = (connection.Listen(), connection.Listen(), connection.Listen());
        connection.StopListening(gone);

        await RequestAsync(connection);
        await connection.DisposeAsync();

        WatchEvent[] fired = [new(WatchEventKind.DataChanged, "/a"), new(WatchEventKind.Deleted, "/ä")];
        (await one.ReadAllAsync(Cancellation).ToListAsync(Cancellation)).ShouldBe(fired);
        (await other.ReadAllAsync(Cancellation).ToListAsync(Cancellation)).ShouldBe(fired);
        gone.TryRead(out _).ShouldBeFalse();
        (await connection.Listen().ReadAllAsync(Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ping_EveryThirdOfTheSession_KeepsItAlive()
    {
        var pings = new SemaphoreSlim(0);
        _server.Answer = (xid, operation) =>
        {
            pings.Release(operation == OpCode.Ping ? 1 : 0);
            return [ScriptedServer.Reply(xid)];
        };
        await using var connection = await OpenAsync();

        _clock.Advance(TimeSpan.FromSeconds(3));
        await pings.WaitAsync(Cancellation);

        connection.Closed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Ping_SilentForTwoThirdsOfTheSession_EndsTheConnection()
    {
        var asked = new SemaphoreSlim(0);
        _server.Answer = (_, _) =>
        {
            asked.Release();
            return [];
        };
        await using var connection = await OpenAsync();
        var waiting = RequestAsync(connection);
        await asked.WaitAsync(Cancellation);

        _clock.Advance(TimeSpan.FromSeconds(3));
        await asked.WaitAsync(Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(3));

        var lost = await Should.ThrowAsync<ZooKeeperException>(() => waiting);
        lost.Failure.ShouldBe(ZooKeeperFailure.ConnectionLost);
        lost.Message.ShouldEndWith(": the server stopped responding");
    }

    [Fact]
    public async Task Dispose_DuringARequest_EndsIt()
    {
        var asked = new SemaphoreSlim(0);
        _server.Answer = (_, _) =>
        {
            asked.Release();
            return [];
        };
        var connection = await OpenAsync();
        var waiting = RequestAsync(connection);
        await asked.WaitAsync(Cancellation);

        await connection.DisposeAsync();

        (await Should.ThrowAsync<ZooKeeperException>(() => waiting)).Failure.ShouldBe(ZooKeeperFailure.ConnectionLost);
        (await Should.ThrowAsync<ZooKeeperException>(() => RequestAsync(connection))).Failure.ShouldBe(ZooKeeperFailure.ConnectionLost);
    }

    // A lost connection is closed by the next request, while the requests of a walk still wait for their turn.
    [Fact]
    public async Task Dispose_ManyWaitToSend_EndsThemAll()
    {
        using var asked = new SemaphoreSlim(0);
        using var readsOn = new SemaphoreSlim(0);
        _server.Answer = (_, _) =>
        {
            asked.Release();
            readsOn.Wait(Cancellation);
            return [];
        };
        var connection = await OpenAsync();
        var waiting = new List<Task> { RequestAsync(connection) };
        await asked.WaitAsync(Cancellation);

        // More than fits into the buffers of a connection that nobody reads.
        waiting.Add(connection.RequestAsync(OpCode.Exists, body => body.Write(new byte[32 * 1024 * 1024]), Cancellation));
        // And more than have had their turn when the connection is closed.
        waiting.AddRange(Enumerable.Range(0, 20_000).Select(_ => RequestAsync(connection)));

        await connection.DisposeAsync();
        readsOn.Release();

        var lost = await Should.ThrowAsync<ZooKeeperException>(
            () => Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        lost.Failure.ShouldBe(ZooKeeperFailure.ConnectionLost);
        waiting.ShouldAllBe(ended => ended.IsFaulted);
    }

    [Fact]
    public async Task Authenticate_Login_IsSentWithItsOwnXid()
    {
        (int Xid, OpCode Operation) heard = default;
        _server.Answer = (xid, operation) =>
        {
            heard = (xid, operation);
            return [ScriptedServer.Reply(xid)];
        };
        await using var connection = await OpenAsync();

        await connection.AuthenticateAsync("digest", "u:p"u8.ToArray(), Cancellation);

        heard.ShouldBe((-4, OpCode.Auth));
    }

    private static Task<Reply> RequestAsync(ZooKeeperConnection connection, CancellationToken? token = null) =>
        connection.RequestAsync(OpCode.Exists, body => body.Write("/a").Write(false), token ?? Cancellation);

    private Task<ZooKeeperConnection> OpenAsync() => ZooKeeperConnection.OpenAsync(
        new ServerAddress("127.0.0.1", _server.Port), SessionIdentity.None, TimeSpan.FromSeconds(10), _clock, Cancellation);
}
