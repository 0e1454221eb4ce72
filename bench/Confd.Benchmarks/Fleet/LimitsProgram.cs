using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Confd.Benchmarks.Fleet;

/// <summary>Another program that keeps DynamoDB's limits: it takes <c>--listen PORT --upstream URL --stream-reads N --partition-units
/// N</c>, answers <c>GET /_stats</c> with what was asked and starts to count anew at <c>POST /_reset</c>.</summary>
internal sealed class LimitsProgram : IFleetLimits
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new();
    private readonly Process _process;

    private LimitsProgram(string url, Process process)
    {
        Url = url;
        _process = process;
    }

    public string Url { get; }

    public static async Task<LimitsProgram> StartAsync(string program, string dynamoDbUrl)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        string[] arguments =
        [
            "--listen",
            port.ToString(CultureInfo.InvariantCulture),
            "--upstream",
            dynamoDbUrl,
            "--stream-reads",
            "5",
            "--partition-units",
            "3000",
        ];
        var limits = new LimitsProgram($"http://127.0.0.1:{port}", Process.Start(program, arguments));
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await limits.CountAsync();
                return limits;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < StartTime)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    public async Task<FleetCounts> CountAsync()
    {
        var stats = await _client.GetFromJsonAsync<JsonElement>($"{Url}/_stats");
        return new FleetCounts(
            TimeSpan.FromSeconds(stats.GetProperty("seconds").GetDouble()),
            Sum(stats.GetProperty("requests")),
            Sum(stats.GetProperty("throttled")),
            Sum(stats.GetProperty("scans")),
            stats.GetProperty("units").GetDouble(),
            [.. stats.GetProperty("readers").EnumerateObject().Select(reader => reader.Name)]);
    }

    public async Task ResetAsync() => (await _client.PostAsync($"{Url}/_reset", content: null)).Dispose();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private static int Sum(JsonElement counts) => counts.EnumerateObject().Sum(count => count.Value.GetInt32());
}
