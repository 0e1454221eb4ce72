using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.Backends.ZooKeeper.Watching;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests.Watching;

public sealed class ZooKeeperWatchTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new() { SessionMilliseconds = 900_000 };
    private readonly FakeTimeProvider _clock = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WaitForChange_ServerRepliesToPingsOnly_Fails()
    {
        using var asked = new SemaphoreSlim(0);
        var options = new SessionOptions
        {
            Timeout = TimeSpan.FromSeconds(10),
            Retry = new BackendRetry { Budget = Limit },
            Clock = _clock,
            Logger = new RecordedLog(),
        };
        _server.Answer = (xid, _) => [ScriptedServer.Reply(xid, error: ErrorCode.NoNode)];
        var session = new ZooKeeperSession([new ServerAddress("127.0.0.1", _server.Port)], options);
        await using var watch = await ZooKeeperWatch.OpenAsync(session, "", ["/a"], options, Cancellation);
        _server.Answer = (xid, operation) =>
        {
            if (operation != OpCode.Ping)
            {
                asked.Release();
            }

            return operation == OpCode.Ping ? [ScriptedServer.Fires(WatchEventKind.Created, "/a"), ScriptedServer.Reply(xid)] : [];
        };

        _clock.Advance(TimeSpan.FromMilliseconds(_server.SessionMilliseconds / 3));
        await asked.WaitAsync(Cancellation);
        _clock.Advance(Limit);

        var broken = watch.WaitForChangeAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        (await Should.ThrowAsync<KeyBackendException>(() => broken)).Message
            .ShouldBe($"watching /a failed: 127.0.0.1:{_server.Port}: no answer in time");
        await (await session.ConnectAsync(Cancellation)).DisposeAsync();
    }
}
