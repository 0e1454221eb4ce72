using Confd.Cli.Flags.Serve;
using Confd.Cli.Tests.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Flags.Serve;

public sealed class TableFlagHistoryTests
{
    [Fact]
    public async Task Read_JournalWithoutAWriter_ReportsItAndWhatToStart()
    {
        await using var run = await FlagRun.CreateAsync("""{"flagValues":{"a":true}}""");
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        using var connection = await DynamoConnection.ConnectAsync(ToolRun.Connection with { Endpoint = new Uri(proxy.Url) }, Cancellation);
        var journal = new TableJournal(connection, run.Table);
        await journal.EnableAsync(cancellationToken: Cancellation);
        await run.PrintsAsync("set", "a", "off");
        var history = new TableFlagHistory(connection, run.Table, prefix: null, new DynamoTableOptions());

        proxy.ResetCounts();

        var problem = await Should.ThrowAsync<FlagStoreException>(() => history.ReadAsync(DataKind.Features, "a", 10, Cancellation));

        problem.Message.ShouldBe(
            $"no writer of the journal {run.Table}-journal is running, so the history is unknown; "
            + $"start `confd table journal run --table {run.Table}`");

        // The next page does not wait for a sign of life again: it is not looked for.
        var first = proxy.Count("GetItem");
        proxy.ResetCounts();
        await Should.ThrowAsync<FlagStoreException>(() => history.ReadAsync(DataKind.Features, "a", 10, Cancellation));
        proxy.Count("GetItem").ShouldBe(first - 2);
        await journal.DisableAsync(Cancellation);
    }
}
