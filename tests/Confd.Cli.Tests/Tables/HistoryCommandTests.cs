using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using Confd.Cli.Tests.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.History;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tables;

/// <summary><c>confd table log|show|diff|restore</c> on a table whose journal is written meanwhile.</summary>
public sealed partial class HistoryCommandTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private TableRun _run = null!;
    private KeyValueTable _table = null!;
    private Task _writing = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _run = await TableRun.CreateAsync();
        await _run.PrintsAsync("journal", "enable");
        await _run.PrintsAsync("put", "/before", "x");
        var options = new KeyValueTableOptions { Connection = ToolRun.Connection };
        _table = await KeyValueTable.OpenAsync(_run.Table, options, Cancellation);
        _writing = _table.Journal.RunAsync(_stop.Token);
        await EntriesAsync(entries => entries.Count > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _table.Journal.DisableAsync(CancellationToken.None);
        await _table.DisposeAsync();
        _stop.Dispose();
        await _run.DisposeAsync();
    }

    [Fact]
    public async Task Log_OwnAndOtherWrites_ReportsWhoWhenWhatAndValuesOnRequest()
    {
        await _run.PrintsAsync("put", "/app/a", "1", "-m", "first");
        await _table.PutAsync("/app/a", "2", Cancellation);
        await _run.PrintsAsync("rm", "/app/a");
        await ChangesAsync(3);

        var lines = Plain(await _run.PrintsAsync("log", "/app"));
        lines.ShouldBe(
            $"""
            #  TIME  delete  /app/a  {Environment.UserName}@{Environment.MachineName}  confd table rm
            #  TIME  set  /app/a  unknown actor
            #  TIME  add  /app/a  {Environment.UserName}@{Environment.MachineName}  confd table put  first

            """);
        Plain(await _run.PrintsAsync("log", "/app", "--values", "--since", "1h")).ShouldContain("unknown actor\n-/app/a=1\n+/app/a=2\n");
        Plain(await _run.PrintsAsync("log", "/app", "--output", "json", "--values")).Split('\n')[1].ShouldBe(
            """{"entry":#,"time":"TIME","change":"set","key":"/app/a","actor":null,"command":null,"message":null"""
            + ""","before":{"is":"text","value":"1"},"after":{"is":"text","value":"2"}}""");
        var last = Plain(await _run.PrintsAsync("log", "/app", "-o", "json")).Split('\n')[^2];
        last.ShouldStartWith("""{"entry":#,"time":"TIME","change":"add","key":"/app/a","actor":""");
        last.ShouldEndWith(""","command":"confd table put","message":"first"}""");
        (await _run.PrintsAsync("log", "/application")).ShouldBeEmpty();
        (await _run.RunAsync("log", "--since", "yesterday")).ShouldBe(1);
    }

    [Fact]
    public async Task StreamDisable_WithAJournal_ReportsThatItHasNoSource()
    {
        (await _run.PrintsAsync("stream", "disable")).ShouldBe($"stream of table {_run.Table} turned off\n");

        _run.Error.ToString().ShouldContain($"the journal {_run.Table}-journal no longer has a source");
        (await _run.PrintsAsync("journal", "status")).ShouldContain("in 1 partition\n");
    }

    [Fact]
    public async Task ShowDiffRestore_ToAnEntry_ArePreciseAndCanBeUndone()
    {
        await _run.PrintsAsync("put", "/app/kept", "same");
        await _run.PrintsAsync("put", "/app/changed", "old");
        await _run.PrintsAsync("put", "/app/deleted", "gone");
        var good = (await ChangesAsync(3))[0].Position.ToString(CultureInfo.InvariantCulture);
        await _run.PrintsAsync("put", "/app/changed", "new");
        await _run.PrintsAsync("rm", "/app/deleted");
        await _run.PrintsAsync("put", "/app/added", "more");
        var bad = (await ChangesAsync(6))[0].Position.ToString(CultureInfo.InvariantCulture);

        (await _run.PrintsAsync("show", "/app/changed", "--at", good)).ShouldBe("old\n");
        (await _run.RunAsync("show", "/app/added", "--at", good)).ShouldBe(2);
        const string Back = "-/app/added=more\n-/app/changed=new\n+/app/changed=old\n+/app/deleted=gone\n";
        (await _run.PrintsAsync("restore", "/app", "--to", good, "--dry-run")).ShouldBe(Back);
        (await _run.PrintsAsync("diff", "/app", "--from", good, "--to", bad)).ShouldBe(
            "+/app/added=more\n-/app/changed=old\n+/app/changed=new\n-/app/deleted=gone\n");

        (await _run.PrintsAsync("restore", "/app", "--to", good, "-m", "it was better"))
            .ShouldBe("wrote 2 keys, deleted 1, left 1 unchanged\n");
        (await _run.PrintsAsync("ls", "/app", "--values")).ShouldBe("/app/changed=old\n/app/deleted=gone\n/app/kept=same\n");
        await ChangesAsync(9);
        (await _run.PrintsAsync("log", "/app/deleted")).ShouldContain("confd table restore  it was better");
        (await _run.PrintsAsync("restore", "/app", "--to", bad)).ShouldBe("wrote 2 keys, deleted 1, left 1 unchanged\n");
        (await _run.PrintsAsync("ls", "/app", "--values")).ShouldBe("/app/added=more\n/app/changed=new\n/app/kept=same\n");
    }

    [Fact]
    public async Task Show_OnATerminal_EscapesControlCharacters()
    {
        await _run.PrintsAsync("put", "/app/a", "\u001b[2J\nb\tc\r");
        var last = (await ChangesAsync(1))[0].Position.ToString(CultureInfo.InvariantCulture);

        (await _run.PrintsAsync("show", "/app/a", "--at", last)).ShouldBe("\u001b[2J\nb\tc\r\n");
        _run.WritesToTerminal = true;
        (await _run.PrintsAsync("show", "/app/a", "--at", last)).ShouldBe("\\x1b[2J\nb\tc\\r\n");
    }

    [Fact]
    public async Task ShowDiffRestore_FutureEntry_NameTheLastOne()
    {
        await _run.PrintsAsync("put", "/app/a", "1");
        var last = (await ChangesAsync(1))[0].Position;
        var next = (last + 1).ToString(CultureInfo.InvariantCulture);
        var refusal = $"confd: error: the journal of table {_run.Table} has no entry {next} yet: its last one is {last}\n";

        string[][] commands =
        [
            ["show", "/app/a", "--at", next], ["diff", "--from", next], ["diff", "--from", "1", "--to", next], ["restore", "--to", next],
        ];
        foreach (var command in commands)
        {
            (await _run.RunAsync(command)).ShouldBe(1);
            _run.Error.ToString().ShouldBe(refusal);
        }

        (await _run.PrintsAsync("show", "/app/a", "--at", last.ToString(CultureInfo.InvariantCulture))).ShouldBe("1\n");
    }

    [Fact]
    public async Task Restore_KeyThatWasNoString_IsLeftAndReported()
    {
        await WriteAsync("/app/number", new() { ["value"] = new() { N = "5" } });
        await _run.PrintsAsync("put", "/app/text", "old");
        var good = (await ChangesAsync(2))[0].Position.ToString(CultureInfo.InvariantCulture);
        await _run.PrintsAsync("put", "/app/number", "five");
        await _run.PrintsAsync("put", "/app/text", "new");
        await ChangesAsync(4);

        const string Left = "confd: error: key /app/number is left as it is: what it was is not of type 'string'\n";
        (await _run.RunAsync("restore", "/app", "--to", good, "--dry-run")).ShouldBe(1);
        _run.Error.ToString().ShouldEndWith(Left);
        (await _run.RunAsync("restore", "/app", "--to", good)).ShouldBe(1);
        _run.Error.ToString().ShouldBe(Left);
        (await _run.PrintsAsync("ls", "/app", "--values")).ShouldBe("/app/number=five\n/app/text=old\n");
    }

    [Fact]
    public async Task DiffShow_ItemWithoutAValue_CountsAsAbsentAtAllTimes()
    {
        await WriteAsync("/app/foreign", new() { ["note"] = new() { S = "1" } });
        await ChangesAsync(1);
        await _run.PrintsAsync("put", "/app/a", "1");
        var then = (await ChangesAsync(2))[0].Position.ToString(CultureInfo.InvariantCulture);
        await WriteAsync("/app/foreign", new() { ["note"] = new() { S = "2" } });
        await ChangesAsync(3);

        (await _run.PrintsAsync("diff", "/app", "--from", then)).ShouldBeEmpty();
        (await _run.RunAsync("show", "/app/foreign", "--at", then)).ShouldBe(2);
        (await _run.PrintsAsync("restore", "/app", "--to", then)).ShouldBe("wrote 0 keys, deleted 0, left 1 unchanged\n");
    }

    [Fact]
    public async Task DiffShow_WithoutAWriter_WarnThatNewestChangesMayBeMissing()
    {
        await _run.PrintsAsync("put", "/app/a", "1");
        var then = (await ChangesAsync(1))[0].Position.ToString(CultureInfo.InvariantCulture);
        await _stop.CancelAsync();
        await Task.WhenAny(_writing);

        (await _run.PrintsAsync("show", "/app/a", "--at", then)).ShouldBe("1\n");
        _run.Error.ToString().ShouldStartWith("confd: warning: no writer of the journal");
        await _run.PrintsAsync("diff", "/app", "--from", then);
        _run.Error.ToString().ShouldStartWith("confd: warning: no writer of the journal");
    }

    [Fact]
    public async Task DiffLogRestore_KeyWithControlCharacters_StaysOnItsLine()
    {
        await _run.PrintsAsync("put", "/app/kept", "same");
        var before = (await ChangesAsync(1))[0].Position.ToString(CultureInfo.InvariantCulture);
        await _table.PutAsync("/app/a\u001b[2J\n/admin", "v", Cancellation);
        await ChangesAsync(2);

        const string Shown = "/app/a\\x1b[2J\\n/admin=v\n";
        (await _run.PrintsAsync("diff", "/app", "--from", before)).ShouldBe($"+{Shown}");
        (await _run.PrintsAsync("log", "/app", "--values")).ShouldContain($"\n+{Shown}");
        (await _run.PrintsAsync("restore", "/app", "--to", before, "--dry-run")).ShouldBe($"-{Shown}");
    }

    [Fact]
    public async Task Restore_ToBeforeTheJournalOrWithoutAWriter_WritesNothing()
    {
        (await _run.RunAsync("restore", "--to", "0", "--dry-run")).ShouldBe(1);
        _run.Error.ToString().ShouldContain("nothing was written");
        await _stop.CancelAsync();
        await Task.WhenAny(_writing);
        (await _run.RunAsync("restore", "--to", "1", "--dry-run")).ShouldBe(1);
        _run.Error.ToString().ShouldContain("no writer of the journal");
    }

    [Fact]
    public async Task Log_PartitionedTable_NamesTheWritersOfItsPartition()
    {
        await using var run = await TableRun.CreateAsync("--partitioned");
        await run.PrintsAsync("journal", "enable");
        await using var staging = await KeyValueTable.OpenAsync(
            run.Table, new KeyValueTableOptions { Connection = ToolRun.Connection, Partition = "staging" }, Cancellation);
        await staging.PutAsync("/before", "x", Cancellation);
        var writing = staging.Journal.RunAsync(_stop.Token);
        await EntriesAsync(staging, entries => entries.Count > 0);

        await run.PrintsAsync("put", "/app/a", "2", "--partition", "production");
        await staging.PutAsync("/app/a", "2", Cancellation);
        await EntriesAsync(staging, entries => Count(entries) == 1);

        (await run.PrintsAsync("log", "/app", "--partition", "staging")).ShouldContain("unknown actor");
        (await run.PrintsAsync("log", "/app", "--partition", "production")).ShouldContain("confd table put");
        await _stop.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await staging.Journal.DisableAsync(Cancellation);
    }

    private Task WriteAsync(string key, Dictionary<string, AttributeValue> item) =>
        _table.Table.PutAsync(new() { Item = new(item) { ["key"] = new() { S = key } } }, Cancellation);

    private static string Plain(string log) => JsonStamp().Replace(Stamp().Replace(log, "#  TIME"), "{\"entry\":#,\"time\":\"TIME\"");

    [GeneratedRegex(@"^\d+  \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.Multiline)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^\{""entry"":\d+,""time"":""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ""", RegexOptions.Multiline)]
    private static partial Regex JsonStamp();

    private Task<IReadOnlyList<HistoryEntry>> ChangesAsync(int count) =>
        EntriesAsync(entries => Count(entries) == count);

    private static int Count(IReadOnlyList<HistoryEntry> entries) =>
        entries.SelectMany(entry => entry.Changes).Count(change => change.Key.StartsWith("/app/", StringComparison.Ordinal));

    private Task<IReadOnlyList<HistoryEntry>> EntriesAsync(Func<IReadOnlyList<HistoryEntry>, bool> isThere) =>
        EntriesAsync(_table, isThere);

    private static async Task<IReadOnlyList<HistoryEntry>> EntriesAsync(
        KeyValueTable table, Func<IReadOnlyList<HistoryEntry>, bool> isThere)
    {
        List<HistoryEntry> entries = [];
        await Eventually.IsSoAsync(
            async () => isThere(
                entries = await table.History.ReadBackAsync(cancellationToken: Cancellation).ToListAsync(Cancellation)), Cancellation);
        return entries;
    }
}
