using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Reading;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests.Reading;

public sealed class ConsistentReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_TreeThatIsWrittenWithoutPause_IsTakenAfterSomeWalksWithOneWarning()
    {
        await using var server = new ScriptedServer();
        var walks = 0;
        server.Answer = (xid, operation) =>
        {
            walks += operation == OpCode.GetData ? 1 : 0;
            return
            [
                ScriptedServer.Reply(
                    xid, zxid: xid, body: writer => Stat(operation == OpCode.GetData ? writer.Write("v") : writer.Write(0), xid)),
            ];
        };
        var logger = new RecordedLog();
        await using var session = new ZooKeeperSession(
            [new ServerAddress("127.0.0.1", server.Port)],
            new SessionOptions
            {
                Timeout = TimeSpan.FromSeconds(10),
                Retry = new BackendRetry { MaxAttempts = 1 },
                Clock = TimeProvider.System,
                Logger = logger,
            });
        var reader = new ConsistentReader(session, "", logger);

        (await reader.ReadAsync(["/a"], Ct)).Nodes.Keys.ShouldBe(["/a"]);
        walks.ShouldBe(ConsistentReader.MostWalks);
        await reader.ReadAsync(["/a"], Ct);

        logger.Count("Keys of ZooKeeper changed during each of").ShouldBe(1);
    }

    // The transaction that wrote the node is another one in each answer.
    private static JuteWriter Stat(JuteWriter writer, long transaction) => writer
        .Write(transaction).Write(transaction).Write(3L).Write(4L)
        .Write(5).Write(6).Write(7)
        .Write(8L).Write(9).Write(0).Write(11L);
}
