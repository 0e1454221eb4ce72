using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confd.Cli.Tests.Samples;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Packaging;

/// <summary>Alerts and dashboard ask for metrics, labels and paths that running programs have.</summary>
public sealed partial class MonitoringTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly string _address = ReservedPort.TakeAddress().ToString();

    private static IEnumerable<string> AlertExpressions =>
        PackagingFiles.Documents("prometheus/alerts.yaml")
            .Single()
            .ListAt("groups")
            .SelectMany(group => group.ListAt("rules"))
            .Select(rule => rule.TextAt("expr")!);

    private static IEnumerable<string> DashboardExpressions
    {
        get
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(PackagingFiles.Path("grafana/confd.json")));
            return
            [
                .. dashboard.RootElement.GetProperty("panels")
                    .EnumerateArray()
                    .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                    .Select(target => target.GetProperty("expr").GetString()!),
                .. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                    .Where(variable => variable.GetProperty("type").GetString() == "query")
                    .Select(variable => variable.GetProperty("query").GetString()!),
            ];
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Metrics_OfAlertsAndDashboard_AreExportedWithTheLabelsRequested()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var exported = await RunDaemonAsync(proxy) + await RunFlagSyncAsync(proxy);
        var series = exported.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var asked = AlertExpressions.Concat(DashboardExpressions).SelectMany(expression => Selector().Matches(expression)).ToList();

        asked.Count.ShouldBeGreaterThan(20);
        foreach (var selector in asked.DistinctBy(match => match.Value))
        {
            var labels = Label().Matches(selector.Groups["labels"].Value).Select(match => match.Value).Except(["instance", "job"]);
            series.ShouldContain(
                line =>
                    IsSeries(line, selector.Groups["name"].Value)
                        && labels.All(label => line.Contains(label + "=\"", StringComparison.Ordinal)),
                selector.Value);
        }
    }

    [Fact]
    public void Metrics_OfTheTables_AreInAlertsAndDashboard()
    {
        var asked = string.Join('\n', AlertExpressions.Concat(DashboardExpressions));

        new[] { "throttles_total", "retries_total", "requests_total", "read_units_total", "stream_lag_seconds", "stream_records_total" }
            .Where(name => !asked.Contains("confd_dynamodb_" + name, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Alerts_EachRule_ReportsHowBadAndWhatToDo()
    {
        var rules = PackagingFiles.Documents("prometheus/alerts.yaml")
            .Single()
            .ListAt("groups")
            .SelectMany(group => group.ListAt("rules"))
            .ToList();

        rules.Select(rule => rule.TextAt("alert")).ShouldBeUnique();
        rules.ShouldAllBe(rule => rule.TextAt("for") != null && rule.TextAt("labels.severity") != null
            && rule.TextAt("annotations.summary") != null && rule.TextAt("annotations.description") != null);
    }

    [Fact]
    public void Dashboard_Panels_HaveNumbersAndPlacesOfTheirOwn()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(PackagingFiles.Path("grafana/confd.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.SelectMany(panel => Cells(panel.GetProperty("gridPos"))).ShouldBeUnique();
    }

    private static bool IsSeries(string line, string name) =>
        line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal);

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        int Number(string name) => place.GetProperty(name).GetInt32();
        return from x in Enumerable.Range(Number("x"), Number("w")) from y in Enumerable.Range(Number("y"), Number("h")) select (x, y);
    }

    // A daemon to which everything has happened: a throttled request, a failed read, a failed template, a failed command, a change in the
    // stream.
    private async Task<string> RunDaemonAsync(FaultProxy proxy)
    {
        var table = DynamoDbLocal.NewTableName("monitoring");
        var confd = new SampleProgram(_folder.Path, _folder.Path);
        await confd.RunAsync([], "table", "create", "--table", table, "--stream");
        await confd.RunAsync([], "table", "put", "--table", table, "/app/name", "first");
        _folder.Write("confd/templates/a.tmpl", "{{getv \"/app/name\"}}");
        _folder.Write("confd/templates/b.tmpl", "{{getv \"/app/missing\"}}");
        foreach (var name in new[] { "a", "b" })
        {
            _folder.Write(
                $"confd/conf.d/{name}.toml",
                $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{_folder[name]}\"\nkeys = [\"/app\"]\ncheck_cmd = \"true\"\n"
                + $"reload_cmd = \"! grep -q second {_folder[name]}\"\n");
        }

        proxy.Enqueue(Fault.Throttle, "Scan");
        proxy.Enqueue(Fault.AccessDenied, "Scan");
        using var daemon = Start(
            proxy, "dynamodb", "--table", table, "--watch", "--watch-error-backoff", "100ms", "--confdir", _folder["confd"]);
        await ReadUntilAsync(daemon, "has been updated");
        await confd.RunAsync([], "table", "put", "--table", table, "/app/name", "second");
        await ReadUntilAsync(daemon, "Command failed");
        return await ReadMetricsAsync(daemon);
    }

    private async Task<string> RunFlagSyncAsync(FaultProxy proxy)
    {
        _folder.Write("flags.json", """{"flagValues":{"a":true}}""");
        proxy.Enqueue(Fault.AccessDenied, "Query");
        using var daemon = Start(
            proxy, "flags", "sync", "--table", DynamoDbLocal.NewTableName("monitoring"), "--create-table", "--file", _folder["flags.json"]);
        await ReadUntilAsync(daemon, "Flag table is up to date");
        return await ReadMetricsAsync(daemon);
    }

    private Process Start(FaultProxy proxy, params string[] arguments) => SampleProcess.Start(
        SampleProgram.Binary,
        [.. arguments, "--metrics-addr", _address],
        new() { ["HOME"] = _folder.Path, ["DYNAMODB_ENDPOINT_URL"] = proxy.Url },
        _folder.Path);

    private static async Task<string> ReadUntilAsync(Process daemon, string sign)
    {
        var read = new List<string>();
        while (await daemon.StandardOutput.ReadLineAsync(Cancellation).AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1), Cancellation) is { } line)
        {
            read.Add(line);
            if (line.Contains(sign, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException(
            $"the daemon ended without saying '{sign}':\n{string.Join('\n', read)}\n"
            + $"{await daemon.StandardError.ReadToEndAsync(Cancellation)}");
    }

    private async Task<string> ReadMetricsAsync(Process daemon)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{_address}") };
        (await client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
        var metrics = await client.GetStringAsync("/metrics", Cancellation);
        daemon.Kill();
        await daemon.WaitForExitAsync(Cancellation);
        return metrics;
    }

    [GeneratedRegex(@"\b(?<name>(confd|process|dotnet)_[a-z0-9_]+)(\{(?<labels>[^}]*)\})?", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex(@"[a-z_]+(?=(=|!=|=~)"")", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
