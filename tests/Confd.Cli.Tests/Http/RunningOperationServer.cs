using Confd.Admission;
using Confd.Backends;
using Confd.Cli.Backends;
using Confd.Cli.Http;
using Confd.Cli.Http.Status;
using Confd.Cli.Tests.Support;
using Confd.Engine.Backends;
using Confd.Engine.Observing;

namespace Confd.Cli.Tests.Http;

/// <summary>The server of <c>--metrics-addr</c> on a free port, all that it shows, and a client for it.</summary>
internal sealed class RunningOperationServer : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly BackendSection _section = new("file", [new(FileBackendFactory.File, new[] { "/x" })]);

    private RunningOperationServer(TimeProvider clock)
    {
        _clock = clock;
        Collector = new MetricCollector(Metrics.Meter);
        Board = new StatusBoard(clock, _section);
        Server = Create("127.0.0.1:0");
    }

    public CapturedHost Host { get; } = new();

    public FakeBackend Backend { get; } = new();

    public EngineMetrics Metrics { get; } = new();

    public MetricCollector Collector { get; }

    public StatusBoard Board { get; }

    /// <summary>What the program is stuck in.</summary>
    public string? Stall { get; set; }

    public OperationServer Server { get; }

    public HttpClient Client { get; } = new();

    public static async Task<RunningOperationServer> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var running = new RunningOperationServer(clock);
        await running.Server.StartAsync(cancellationToken);
        running.Client.BaseAddress = new Uri($"http://{running.Server.EndPoint}");
        return running;
    }

    /// <summary>A server of the same things that has not started.</summary>
    public OperationServer Create(string address)
    {
        var logger = Host.Logger();
        return new OperationServer(
            address, new HostNames(["confd.example.com"]), CreateMonitor(), Collector, new StatusPage(Board, Collector, _clock), logger)
        {
            FindStall = () => Stall,
        };
    }

    /// <summary>A monitor of the backend with the metrics of all.</summary>
    public HealthMonitor CreateMonitor() => new(Backend, _section, Metrics, _clock, Host.Logger());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.StopAsync(Cancellation);
        await Server.DisposeAsync();
        Metrics.Dispose();
        Collector.Dispose();
    }
}
