using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Confd.Benchmarks.Processes;
using Confd.Benchmarks.Stores;
using Confd.DynamoDb;
using Confd.DynamoDb.Metrics;

namespace Confd.Benchmarks.Tables;

/// <summary>A table of 100 MB: confd over it, the library beside the SDK's own client; and what cycles of many resources cost.</summary>
internal sealed class TableFigures(string dynamoDbUrl, string program, string scratch)
{
    private const string BigTableName = "bench-big";
    private const int ReaderRuns = 3;
    private const int Resources = 100;
    private const int SmallItems = Resources * BigTable.KeysPerApplication;

    private readonly StringBuilder _report = new();

    public static async Task<string> MeasureAsync(string dynamoDbUrl, string program, string scratch, int items)
    {
        var figures = new TableFigures(dynamoDbUrl, program, scratch);
        await figures.MeasureCyclesAsync();
        await BigTable.FillAsync(dynamoDbUrl, BigTableName, items, valueLength: 470);
        figures.MeasureReaders(items);
        figures.MeasureProcesses(items);
        return figures._report.ToString();
    }

    private async Task MeasureCyclesAsync()
    {
        const string tableName = "bench-cycles";
        await BigTable.FillAsync(dynamoDbUrl, tableName, SmallItems, valueLength: 100);
        using var meter = new Meter("Confd.Benchmarks.Tables");
        using var counted = new CountedUnits(meter);
        using var connection = await TableConnections.ConnectAsync(dynamoDbUrl);
        await using var table = await KeyValueTable.OpenAsync(connection, tableName, new() { Metrics = new DynamoMetrics(meter) });
        string[] prefixes = [.. Enumerable.Range(0, Resources).Select(resource => $"/app{resource:D4}")];
        Line($"{Resources} resources, a prefix each, over {SmallItems:N0} items (600 KB):\n");
        Line($"| cycle | requests | read units | ms |\n| --- | --: | --: | --: |");
        foreach (var cycle in new[] { "first", "second", "third" })
        {
            counted.Reset();
            var start = Stopwatch.GetTimestamp();
            await table.ReadAsync(prefixes);
            Line($"| {cycle} | {counted.Requests} | {counted.ReadUnits:F1} | {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} |");
        }
    }

    private void MeasureReaders(int items)
    {
        Line($"\nReading all {items:N0} items into memory, each time in a process of its own; medians of {ReaderRuns} runs in turn:\n");
        Line($"| reader | s | MB/s | CPU s | allocated MB | peak MB |\n| --- | --: | --: | --: | --: | --: |");
        var raw = new List<ReadFigures>();
        var sameQuestion = new List<ReadFigures>();
        var library = new List<ReadFigures>();
        for (var run = 0; run < ReaderRuns; run++)
        {
            raw.Add(Read(TableReaders.RawClient, items));
            sameQuestion.Add(Read(TableReaders.RawClientSameQuestion, items));
            library.Add(Read(TableReaders.Library, items));
        }

        Row("`AmazonDynamoDBClient`, 8 segments", raw);
        Row("the same, with a filter and a projection as the library sends them", sameQuestion);
        Row("`KeyValueTable.ReadAsync`", library);

        void Row(string name, List<ReadFigures> runs) => Line(
            $"| {name} | {Wall(runs):F2} | {Speed(runs):F1} | {Cpu(runs):F2} | {Allocated(runs):F0} | {Peak(runs):F0} |");

        static double Wall(List<ReadFigures> runs) => Median(runs, run => run.Wall.TotalSeconds);
        static double Speed(List<ReadFigures> runs) => Median(runs, run => run.MegabytesPerSecond);
        static double Cpu(List<ReadFigures> runs) => Median(runs, run => run.Cpu.TotalSeconds);
        static double Allocated(List<ReadFigures> runs) => Median(runs, run => Mega(run.AllocatedBytes));
        static double Peak(List<ReadFigures> runs) => Median(runs, run => Mega(run.PeakBytes));
    }

    private ReadFigures Read(string reader, int items)
    {
        var read = ReadFigures.Measure(reader, dynamoDbUrl, BigTableName);
        return read.Items == items ? read : throw new InvalidOperationException($"{reader} has read {read.Items} items, expected {items}");
    }

    private void MeasureProcesses(int items)
    {
        Line($"\n`confd --onetime` over them:\n");
        Line($"| case | s | CPU s | peak MB |\n| --- | --: | --: | --: |");
        Row("one application's 50 keys", "one", $"/app{items / BigTable.KeysPerApplication / 2:D4}", BigTable.KeysPerApplication);
        Row($"a file of all {items:N0} keys", "all", "/", items);

        void Row(string name, string folder, string prefix, int lines)
        {
            var run = Case(name, folder, prefix, lines).Run(program);
            Line($"| {name} | {run.Wall.TotalSeconds:F2} | {run.Cpu.TotalSeconds:F2} | {Mega(run.PeakMemoryKilobytes * 1024.0):F0} |");
        }
    }

    private ProcessCase Case(string name, string folder, string prefix, int lines)
    {
        var directory = Path.Combine(scratch, folder);
        var result = Path.Combine(directory, "out.conf");
        Directory.CreateDirectory(Path.Combine(directory, "conf.d"));
        Directory.CreateDirectory(Path.Combine(directory, "templates"));
        File.WriteAllText(
            Path.Combine(directory, "conf.d", "bench.toml"),
            $"[template]\nsrc = \"bench.tmpl\"\ndest = \"{result}\"\nkeys = [\"{prefix}\"]\n");
        File.WriteAllText(Path.Combine(directory, "templates", "bench.tmpl"), "{{range gets \"/*/*\"}}{{.Key}}={{.Value}}\n{{end}}");
        string[] arguments =
        [
            "dynamodb", "--table", BigTableName, "--onetime", "--backend-timeout", "300s", "--confdir", directory,
            "--config-file", Path.Combine(directory, "none.toml"), "--log-level", "error",
        ];
        return new ProcessCase(name, directory, arguments, TableConnections.Environment(dynamoDbUrl), result, lines);
    }

    private static double Mega(double bytes) => bytes / 1_000_000;

    private static double Median(List<ReadFigures> runs, Func<ReadFigures, double> figure) =>
        runs.Select(figure).Order().ElementAt(runs.Count / 2);

    private void Line(FormattableString text) => _report.AppendLine(text.ToString(CultureInfo.InvariantCulture));
}
