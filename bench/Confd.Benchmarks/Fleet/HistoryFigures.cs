using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confd.Benchmarks.Tables;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;

namespace Confd.Benchmarks.Fleet;

/// <summary>What the past of a table costs: a log of many entries, and the way back of many keys, checked to be exact.</summary>
internal static class HistoryFigures
{
    private const int Entries = 10_000;
    private const int Keys = 5_000;
    private const int Runs = 5;

    private static readonly JournalSettings Quick = new()
    {
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        StreamInterval = TimeSpan.FromMilliseconds(1),
        TakeoverSpread = TimeSpan.Zero,
    };

    /// <summary>Measures and answers a page of Markdown.</summary>
    /// <param name="dynamoDbUrl">DynamoDB Local.</param>
    /// <param name="program">confd.</param>
    public static async Task<string> MeasureAsync(string dynamoDbUrl, string program)
    {
        var name = $"history-{Guid.NewGuid():N}";
        using var connection = await TableConnections.ConnectAsync(dynamoDbUrl);
        await new DynamoTable(connection.Client, name).CreateAsync(new TableDefinition { HasStream = true });
        var options = new KeyValueTableOptions { Journal = new JournalOptions { Settings = Quick } };
        await using var table = await KeyValueTable.OpenAsync(connection, name, options);
        await table.Journal.EnableAsync();
        using var stop = new CancellationTokenSource();
        await table.PutAsync("/first", "x");
        var writing = table.Journal.RunAsync(stop.Token);
        await PositionAsync(table, atLeast: 1);

        // The keys, then changes of one other key until there are many entries, then what is to be taken back.
        await table.WriteAsync(Values("old", 0, Keys), []);
        var good = await SettledAsync(table);
        while (await PositionAsync(table, atLeast: 1) < Entries - 100)
        {
            await FillAsync(table, 2_000);
        }

        await table.WriteAsync(Values("new", 1_000, Keys), [.. Enumerable.Range(0, 500).Select(Key)]);
        await table.WriteAsync(Values("more", Keys, Keys + 500), []);
        var last = await SettledAsync(table);
        var log = Median(() => Run(program, dynamoDbUrl, "table", "log", "--table", name));
        var (dryRun, lines) = Run(
            program, dynamoDbUrl, "table", "restore", "/app", "--table", name, "--to", $"{good}", "--dry-run");
        await stop.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var text = new StringBuilder();
        text.Append("| | |\n| --- | --- |\n");
        text.Append(
            CultureInfo.InvariantCulture, $"| `table log`, {last} entries, {log.Lines.Count} lines | {log.Time.TotalSeconds:F2} s |\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| `table restore --dry-run`, {Keys} keys, {lines.Count} lines | "
            + $"{dryRun.TotalSeconds:F2} s, two of them for a sign of life |\n");
        text.Append(
            CultureInfo.InvariantCulture, $"| exact | {(lines.Order(StringComparer.Ordinal).SequenceEqual(Wanted()) ? "yes" : "no")} |\n");
        return text.ToString();
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"/app/{number:D5}");

    private static Dictionary<string, string> Values(string value, int from, int to) =>
        Enumerable.Range(from, to - from).ToDictionary(Key, number => $"{value} {number}");

    // What has to be said: 500 deleted keys come back, 4,000 get their old values, 500 new ones go.
    private static List<string> Wanted()
    {
        var lines = new List<string>();
        lines.AddRange(Enumerable.Range(0, 500).Select(number => $"+{Key(number)}=old {number}"));
        lines.AddRange(Enumerable.Range(1_000, Keys - 1_000).SelectMany(
            number => new[] { $"-{Key(number)}=new {number}", $"+{Key(number)}=old {number}" }));
        lines.AddRange(Enumerable.Range(Keys, 500).Select(number => $"-{Key(number)}=more {number}"));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task FillAsync(KeyValueTable table, int entries)
    {
        var position = await PositionAsync(table, atLeast: 1);
        for (var change = 0; change < entries; change++)
        {
            await table.PutAsync("/busy/key", $"{position} {change}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private static async Task<long> PositionAsync(KeyValueTable table, long atLeast)
    {
        while (true)
        {
            if (await table.Journal.GetStatusAsync() is { IsAlive: true } status && status.Position >= atLeast)
            {
                return status.Position;
            }
        }
    }

    // Two looks with a sign of life between them that see the same: all is in.
    private static async Task<long> SettledAsync(KeyValueTable table)
    {
        var before = 0L;
        while (true)
        {
            var position = await PositionAsync(table, atLeast: 1);
            if (position == before)
            {
                return position;
            }

            before = position;
        }
    }

    private static (TimeSpan Time, List<string> Lines) Median(Func<(TimeSpan Time, List<string> Lines)> run) =>
        Enumerable.Range(0, Runs).Select(_ => run()).OrderBy(result => result.Time).ElementAt(Runs / 2);

    private static (TimeSpan Time, List<string> Lines) Run(string program, string dynamoDbUrl, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (variable, value) in TableConnections.Environment(dynamoDbUrl))
        {
            start.Environment[variable] = value;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return (Stopwatch.GetElapsedTime(began), [.. lines]);
    }
}
