using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests.Connections;

public sealed class ZooKeeperSessionTests : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Run_ServerGivesNoSession_IsTriedMaxAttemptsTimes()
    {
        _server.SessionMilliseconds = 0;
        await using var session = Session(attempts: 3);

        var failed = await Should.ThrowAsync<ZooKeeperException>(() => ReadAsync(session));

        failed.Failure.ShouldBe(ZooKeeperFailure.Unreachable);
        failed.Message.ShouldBe(
            "reading /a failed: zk: could not connect to a server: zk: session has been expired by the server (3 attempts); "
            + "check nodes and whether the servers run");
        _server.Greetings.ShouldBe(3);
    }

    [Fact]
    public async Task Run_PermanentFailure_IsNotRetriedAndReportsTheRemedy()
    {
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid, error: ErrorCode.NoAuth)];
        await using var session = Session();

        (await Should.ThrowAsync<ZooKeeperException>(() => ReadAsync(session))).Message.ShouldBe(
            $"reading /a failed: 127.0.0.1:{_server.Port}: zk: not authenticated (1 attempt); "
            + "allow the user to read the node and its children, or set username and password");
    }

    [Fact]
    public async Task Run_ConnectionLostDuringARequest_IsSentAgainOnAnother()
    {
        _server.Answer = (xid, _) => _server.Greetings == 1 ? [[255, 255, 255, 255]] : [ScriptedServer.Reply(xid)];
        await using var session = Session();

        await Should.ThrowAsync<ZooKeeperException>(() => ReadAsync(session));
        (await ReadAsync(session)).IsThere.ShouldBeTrue();

        _server.Greetings.ShouldBe(2);
    }

    [Fact]
    public async Task Run_CancelledDuringARetry_ReportsTheFailure()
    {
        using var end = new CancellationTokenSource();
        var asked = 0;
        _server.Answer = (xid, operation) =>
            operation == OpCode.CloseSession ? [ScriptedServer.Reply(xid)]
            : Interlocked.Increment(ref asked) == 1 ? [ScriptedServer.Reply(xid, error: ErrorCode.SessionMoved)]
            : [];
        await using var session = Session();

        var reading = ReadAsync(session, end.Token);
        await Eventually.IsSoAsync(() => Volatile.Read(ref asked) == 2, Cancellation);
        await end.CancelAsync();

        (await Should.ThrowAsync<ZooKeeperException>(() => reading)).Message.ShouldBe(
            $"reading /a failed: context deadline exceeded; last error 127.0.0.1:{_server.Port}: "
            + "zk: session moved to another server, so operation is ignored (1 attempt)");
    }

    [Fact]
    public async Task Connect_ManyAtOnce_ShareOneConnection()
    {
        await using var session = Session();

        var connections = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => session.ConnectAsync(Cancellation)));

        connections.Distinct().Count().ShouldBe(1);
        _server.Greetings.ShouldBe(1);
    }

    [Fact]
    public async Task Connect_AfterDisposal_IsRefused()
    {
        var session = Session();
        await session.ConnectAsync(Cancellation);

        await session.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => session.ConnectAsync(Cancellation));
    }

    [Fact]
    public async Task Dispose_OpenSession_ClosesItOnTheServer()
    {
        var operations = new List<OpCode>();
        _server.Answer = (xid, operation) =>
        {
            operations.Add(operation);
            return [ScriptedServer.Reply(xid)];
        };
        var session = Session();
        await session.ConnectAsync(Cancellation);

        await session.DisposeAsync();

        operations.ShouldBe([OpCode.CloseSession]);
    }

    private static Task<Reply> ReadAsync(ZooKeeperSession session, CancellationToken? end = null) => session.RunAsync(
        "reading /a",
        (connection, token) => connection.RequestAsync(OpCode.Exists, body => body.Write("/a").Write(false), token),
        end ?? Cancellation);

    private ZooKeeperSession Session(int? attempts = null) => new(
        [new ServerAddress("127.0.0.1", _server.Port)],
        new SessionOptions
        {
            Timeout = TimeSpan.FromSeconds(10),
            Retry = new BackendRetry { MaxAttempts = attempts, BaseDelay = Moment, MaxDelay = Moment },
            Clock = TimeProvider.System,
            Logger = new RecordedLog(),
        });
}
