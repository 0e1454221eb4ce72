using Confd.Cli.Flags.Serve;
using Confd.Cli.Tests.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Flags.Storage;

namespace Confd.Cli.Tests.Flags.Serve;

public sealed class TableFlagHistoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_JournalThatNobodyWrites_SaysSoAndWhatToStart()
    {
        await using var run = await FlagRun.CreateAsync("""{"flagValues":{"a":true}}""");
        using var connection = await DynamoConnection.ConnectAsync(ToolRun.Connection, Ct);
        var journal = new TableJournal(connection, run.Table);
        await journal.EnableAsync(cancellationToken: Ct);
        await run.PrintsAsync("set", "a", "off");
        var history = new TableFlagHistory(connection, run.Table, prefix: null, new DynamoTableOptions());

        var problem = await Should.ThrowAsync<FlagStoreException>(() => history.ReadAsync(DataKind.Features, "a", 10, Ct));

        problem.Message.ShouldBe(
            $"nobody writes the journal {run.Table}-journal, so nothing is known of it; "
            + $"start `confd table journal run --table {run.Table}`");
        await journal.DisableAsync(Ct);
    }
}
