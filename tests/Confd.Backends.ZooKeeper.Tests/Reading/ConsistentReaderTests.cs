using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Reading;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests.Reading;

public sealed class ConsistentReaderTests
{
    [Fact]
    public async Task Read_TreeChangesConstantly_IsAcceptedAfterSomeWalksWithOneWarning()
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
        await using var session = Session(server, logger);
        var reader = new ConsistentReader(session, "", maxBytes: 0, logger);

        (await reader.ReadAsync(["/a"], Cancellation)).Nodes.Keys.ShouldBe(["/a"]);
        walks.ShouldBe(ConsistentReader.MaxWalks);
        await reader.ReadAsync(["/a"], Cancellation);

        logger.Count("Keys of ZooKeeper changed during each of").ShouldBe(1);
    }

    [Theory]
    [InlineData(3, "", "the server is not ZooKeeper")]
    [InlineData(3, "x/y", "the server is not ZooKeeper")]
    [InlineData(1_000_001, "x", "there are more than 1,000,000 nodes to read")]
    public async Task Read_InvalidChildNames_AreNotRead(int count, string name, string reason)
    {
        await using var server = new ScriptedServer();
        server.Answer = (xid, operation) =>
            [ScriptedServer.Reply(xid, body: writer => Stat(operation == OpCode.GetData ? writer.Write("v") : Names(writer), 1))];
        await using var session = Session(server, new RecordedLog());

        var failed = await Should.ThrowAsync<ZooKeeperException>(
            () => new ConsistentReader(session, "", maxBytes: 0, new RecordedLog()).ReadAsync(["/a"], Cancellation));

        failed.Message.ShouldContain($"/a: {reason}");

        JuteWriter Names(JuteWriter writer)
        {
            writer.Write(count);
            for (var number = 0; number < count; number++)
            {
                writer.Write(name);
            }

            return writer;
        }
    }

    [Fact]
    public async Task Read_BudgetExceeded_FailsAndReadsNothingMore()
    {
        await using var server = new ScriptedServer();
        var asked = 0;

        // Each node has a hundred, and so on.
        server.Answer = (xid, operation) =>
        {
            asked++;
            return
            [
                ScriptedServer.Reply(
                    xid, zxid: 1, body: writer => Stat(operation == OpCode.GetData ? writer.Write("v") : Names(writer, 100), 1)),
            ];
        };
        await using var session = Session(server, new RecordedLog());

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => new ConsistentReader(session, "", maxBytes: 100_000, new RecordedLog()).ReadAsync(["/a"], Cancellation));

        failed.Message.ShouldStartWith("what is read from zookeeper takes more than 100000 bytes of memory");
        asked.ShouldBeLessThan(2_000);
    }

    [Fact]
    public async Task Read_OneNodeOfAWideTreeIsRefused_ReadsNothingMore()
    {
        const int Wide = 20_000;
        await using var server = new ScriptedServer();
        var asked = 0;
        server.Answer = (xid, operation) =>
        [
            asked++ < 2
                ? ScriptedServer.Reply(
                    xid, body: writer => Stat(operation == OpCode.GetData ? writer.Write("v") : Names(writer, Wide), 1))
                : ScriptedServer.Reply(xid, error: ErrorCode.NoAuth),
        ];
        await using var session = Session(server, new RecordedLog());

        var failed = await Should.ThrowAsync<ZooKeeperException>(
            () => new ConsistentReader(session, "", maxBytes: 0, new RecordedLog()).ReadAsync(["/a"], Cancellation));

        failed.Failure.ShouldBe(ZooKeeperFailure.Denied);
        asked.ShouldBeLessThan(Wide / 4);
    }

    private static JuteWriter Names(JuteWriter writer, int count)
    {
        writer.Write(count);
        for (var number = 0; number < count; number++)
        {
            writer.Write($"n{number}");
        }

        return writer;
    }

    private static ZooKeeperSession Session(ScriptedServer server, RecordedLog logger) => new(
        [new ServerAddress("127.0.0.1", server.Port)],
        new SessionOptions
        {
            Timeout = TimeSpan.FromSeconds(10),
            Retry = new BackendRetry { MaxAttempts = 1 },
            Clock = TimeProvider.System,
            Logger = logger,
        });

    // The transaction that wrote the node is another one in each answer.
    private static JuteWriter Stat(JuteWriter writer, long transaction) => writer
        .Write(transaction).Write(transaction).Write(3L).Write(4L)
        .Write(5).Write(6).Write(7)
        .Write(8L).Write(9).Write(0).Write(11L);
}
