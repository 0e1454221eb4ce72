using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confd.Cli.Tests.Tools;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Flags;

/// <summary>Who changed which flag, and the way back: <c>confd flags log</c> and <c>restore --to</c> on a table whose journal is written
/// meanwhile.</summary>
public sealed partial class FlagHistoryCommandTests : IAsyncLifetime
{
    private const string Data =
        """
        {"flags":{"f":{"key":"f","version":1,"on":false,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0}}},
         "segments":{"s":{"key":"s","version":1,"included":["u"]}}}
        """;

    private readonly CancellationTokenSource _stop = new();
    private FlagRun _run = null!;
    private DynamoConnection _connection = null!;
    private FlagHistory _history = null!;
    private TableJournal _journal = null!;
    private Task _writing = Task.CompletedTask;

    private static string Me => $"{Environment.UserName}@{Environment.MachineName}";

    public async ValueTask InitializeAsync()
    {
        _run = await FlagRun.CreateAsync(Data);
        _connection = await DynamoConnection.ConnectAsync(ToolRun.Connection, Cancellation);
        _history = new FlagHistory(_connection, _run.Table);
        _journal = new TableJournal(_connection, _run.Table);
        await _journal.EnableAsync(cancellationToken: Cancellation);
        await _run.PrintsAsync("describe", "f", "--name", "first");
        _writing = _journal.RunAsync(_stop.Token);
        await Eventually.IsSoAsync(
            async () => await _journal.GetStatusAsync(Cancellation) is { Position: > 0, IsAlive: true }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _journal.DisableAsync(CancellationToken.None);
        _connection.Dispose();
        _stop.Dispose();
        await _run.DisposeAsync();
    }

    [Fact]
    public async Task Set_DeniedOnTheJournal_WritesAndWarns()
    {
        await using (var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint))
        {
            // The note comes before the flag.
            proxy.Enqueue(Fault.AccessDenied, "PutItem");
            _run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
            await _run.PrintsAsync("set", "f", "on", "-m", "launch");
        }

        _run.Error.ToString().ShouldContain($"The journal does not record who writes: PutItem of table {_run.Table}-journal failed");
        _run.Reached = ToolRun.Connection;
        (await _run.PrintsAsync("get", "f")).ShouldContain("\"on\":true");
    }

    [Fact]
    public async Task Announce_ThatIsDeniedAgain_IsReportedOnce()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        using var connection = await DynamoConnection.ConnectAsync(ToolRun.Connection with { Endpoint = new Uri(proxy.Url) }, Cancellation);
        var log = new RecordedLog();
        await using var store = new DynamoFlagStore(connection, _run.Table, new() { Table = new() { Logger = log } });
        var write = new FlagDocumentWrite(DataKind.Features, "f", VersionedItem.Tombstone(1), 1, new FlagAuthor("ann", "why"));

        for (var time = 0; time < 2; time++)
        {
            proxy.Enqueue(Fault.AccessDenied, "GetItem");
            await store.RecordAuthorsAsync([write], Cancellation);
        }

        proxy.TotalHarmed.ShouldBe(2);
        log.Warnings.ShouldHaveSingleItem().ShouldStartWith("The journal does not record who writes: GetItem");
    }

    [Fact]
    public async Task Log_EveryWritingCommand_ReportsWhoWithWhatAndWhy()
    {
        await _run.PrintsAsync("set", "f", "on", "-m", "launch");
        await _run.PrintsAsync("target", "f", "--variation", "true", "--keys", "u1", "--actor", "ann");
        await _run.PrintsAsync("archive", "f");
        await _run.PrintsAsync("restore", "f");
        await _run.PrintsAsync("segment", "include", "s", "--keys", "u2");
        await _run.PrintsAsync("delete", "f", "-m", "over");
        _run.Input = Data.Replace("\"version\":1,\"on\"", "\"version\":50,\"on\"", StringComparison.Ordinal);
        await _run.RunAsync("upsert", "--file", "-", "--actor", "bob");
        _run.Input = _run.Input.Replace(":50,", ":60,", StringComparison.Ordinal);
        await _run.PrintsAsync("init", "--file", "-", "-m", "anew");
        await ChangesAsync(DataKind.Features, 7);

        Plain(await _run.PrintsAsync("log", "f")).ShouldBe(
            $"""
            #  TIME  set  f  {Me}  confd flags init  anew
            #  TIME  add  f  bob  confd flags upsert
            #  TIME  delete  f  {Me}  confd flags delete  over
            #  TIME  set  f  {Me}  confd flags restore
            #  TIME  set  f  {Me}  confd flags archive
            #  TIME  set  f  ann  confd flags target
            #  TIME  set  f  {Me}  confd flags set  launch

            """);
        using var launch = JsonDocument.Parse(
            (await _run.PrintsAsync("log", "f", "--output", "json", "--values")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        launch.RootElement.GetProperty("change").GetString().ShouldBe("set");
        launch.RootElement.GetProperty("actor").GetString().ShouldBe(Me);
        launch.RootElement.GetProperty("message").GetString().ShouldBe("launch");
        launch.RootElement.GetProperty("before").GetProperty("value").GetString()!.ShouldContain("\"on\":false");
        launch.RootElement.GetProperty("after").GetProperty("value").GetString()!.ShouldContain("\"on\":true");
        (await _run.PrintsAsync("log", "--kind", "segments")).ShouldContain($"s  {Me}  confd flags segment include");
    }

    [Fact]
    public async Task Restore_ToAnEntry_GoesUpInVersionsAndCanBeUndone()
    {
        var good = await PositionAsync();
        await _run.PrintsAsync("set", "f", "on");
        await _run.PrintsAsync("create", "new", "--type", "boolean");
        await _run.PrintsAsync("segment", "include", "s", "--keys", "u2");
        await ChangesAsync(DataKind.Segments, 1);
        var bad = await PositionAsync();

        (await _run.PrintsAsync("restore", "--to", good, "--dry-run")).ShouldContain("would delete the flag new in version 2");
        (await _run.ListsAsync()).ShouldContain("new");
        await _run.PrintsAsync("restore", "f", "--to", good, "-m", "it was better");
        (await _run.PrintsAsync("get", "f")).ShouldContain("\"on\":false");
        (await _run.ListsAsync()).ShouldContain("flag\tf\t4");
        await _run.PrintsAsync("restore", "--to", good);
        (await _run.PrintsAsync("get", "s", "--kind", "segments")).ShouldNotContain("u2");

        await _run.PrintsAsync("restore", "--to", bad);
        (await _run.PrintsAsync("get", "f")).ShouldContain("\"on\":true");
        (await _run.PrintsAsync("get", "s", "--kind", "segments")).ShouldContain("u2");
        (await _run.ListsAsync()).ShouldContain("flag\tf\t5");
        (await _run.PrintsAsync("log", "f")).ShouldContain("confd flags restore  it was better");
    }

    [Fact]
    public async Task Restore_UnknownState_WritesNothing()
    {
        (await _run.RunAsync("restore", "nowhere", "--to", await PositionAsync())).ShouldBe(2);
        (await _run.RunAsync("restore", "f", "--to", "0")).ShouldBe(1);
        _run.Error.ToString().ShouldContain("has missed changes before entry 1");
        (await _run.RunAsync("restore")).ShouldBe(1);
        (await _run.RunAsync("restore", "f", "--to", "0", "--if-version", "7")).ShouldBe(3);
        (await _run.RunAsync("restore", "f", "--to", "1", "--journal", "no-such-journal")).ShouldBe(2);
        _run.Error.ToString().ShouldContain("has no journal: there is no table no-such-journal; try `confd table journal enable ");
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        (await _run.RunAsync("restore", "f", "--to", "1")).ShouldBe(1);
        _run.Error.ToString().ShouldContain("no writer of the journal");
    }

    [Fact]
    public async Task History_LimitAndOtherPrefix_PrintOnlyWhatWasRequested()
    {
        await _run.PrintsAsync("set", "f", "on", "-m", "here");
        await ChangesAsync(DataKind.Features, 1);
        await _run.PrintsAsync("set", "f", "off", "-m", "there");
        var changes = await ChangesAsync(DataKind.Features, 2);
        changes[0].Describe().ShouldNotBeEmpty();
        var newest = (await _history.ReadAsync(DataKind.Features, "f", limit: 1, cancellationToken: Cancellation)).ShouldHaveSingleItem();
        (newest.Message, newest.IsKnown, newest.Before?.Version, newest.After?.Version).ShouldBe(("there", true, 3, 4));
        (await _history.ReadAsync(DataKind.Features, "f", HistoryMoment.AfterEntry(changes[0].Position), cancellationToken: Cancellation))
            .ShouldBeEmpty();
        (await new FlagHistory(_connection, _run.Table, "other")
            .ReadAsync(DataKind.Features, cancellationToken: Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PlanRollback_ChangesThatShareAnEntry_GoesBackToEachOfThem()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _run.PrintsAsync("set", "f", "on");
        await _run.PrintsAsync("target", "f", "--variation", "false", "--keys", "u1");
        await _run.PrintsAsync("delete", "f");
        using var end = new CancellationTokenSource();
        var writing = _journal.RunAsync(end.Token);
        var changes = await ChangesAsync(DataKind.Features, 3);
        changes.Take(3).Select(change => (change.Position, change.Place)).ShouldBe(
            [(changes[0].Position, 2), (changes[0].Position, 1), (changes[0].Position, 0)]);
        await using var store = new DynamoFlagStore(_connection, _run.Table);
        var seen = await EnvironmentSnapshot.ReadAsync(store, "test", Cancellation);

        var undone = new List<string>();
        foreach (var change in changes.Take(3))
        {
            var plan = await _history.PlanRollbackAsync(seen, [DataKind.Features], ["f"], change.MomentBefore, Cancellation);
            undone.Add(Encoding.UTF8.GetString(plan.Changes.ShouldHaveSingleItem().After.ToUtf8()));
        }

        undone[0].ShouldContain("u1");
        undone[1].ShouldContain("\"on\":true");
        undone[1].ShouldNotContain("u1");
        undone[2].ShouldContain("\"on\":false");
        await end.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static string Plain(string lines) => EntryAndTime().Replace(lines, "#  TIME");

    [GeneratedRegex(@"^\d+  \S+Z", RegexOptions.Multiline)]
    private static partial Regex EntryAndTime();

    private async Task<string> PositionAsync() =>
        (await _journal.GetStatusAsync(Cancellation))!.Position.ToString(CultureInfo.InvariantCulture);

    // The journal follows within a moment.
    private async Task<IReadOnlyList<FlagChange>> ChangesAsync(DataKind kind, int count)
    {
        List<FlagChange> changes = [];
        await Eventually.IsSoAsync(
            async () =>
            {
                changes = [.. (await _history.ReadAsync(kind, cancellationToken: Cancellation))
                    .Where(change => change.Command is not "flags describe")];
                return changes.Count >= count;
            },
            Cancellation);
        return changes;
    }
}
