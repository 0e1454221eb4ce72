using System.Net;
using System.Net.Sockets;
using Confd.Admission;
using Confd.Cli.Backends;
using Confd.Cli.Http.Status;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Http;

/// <summary>
/// The HTTP server of <c>--metrics-addr</c>: <c>/health</c>, <c>/ready</c>, <c>/ready/detailed</c>, <c>/metrics</c>, any method; and the
/// status page.
/// </summary>
internal sealed partial class OperationServer(
    string address, HostNames hosts, HealthMonitor monitor, MetricCollector metrics, StatusPage page, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private HttpServer? _server;

    /// <summary>Returns the operation in which the program is stuck; null where it makes progress.</summary>
    public Func<string?> FindStall { get; init; } = () => null;

    /// <summary>Where the server listens; null unless it started.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>Starts to listen. A failure is logged and the program continues, as in the original.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogStarting(logger, address);
        try
        {
            var endPoint = ListenAddress.Parse(address);
            _server = new HttpServer(endPoint, new HttpServerSettings { Answer = HandleAsync, Hosts = hosts, Logger = logger });
            await _server.StartAsync(cancellationToken);
            EndPoint = BoundEndPoint(_server) ?? endPoint;
        }
        catch (Exception problem) when (problem is FormatException or IOException or SocketException)
        {
            var reason = problem is FormatException ? problem.Message : $"listen tcp {address}: bind: {problem.GetBaseException().Message}";
            LogFailed(logger, reason);
        }
    }

    /// <summary>Ends the streams of the status page and lets other requests finish until the token ends them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await (_server?.StopAsync(cancellationToken) ?? Task.CompletedTask);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _ending.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task HandleAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        "/health" => WholeResponse.SendProbeAsync(context, FindStall()),
        "/ready" => AnswerReadyAsync(context),
        "/ready/detailed" => AnswerDetailsAsync(context),
        "/metrics" => AnswerMetricsAsync(context),
        var path when StatusPage.Serves(path) => page.HandleAsync(context, _ending.Token),
        _ => OperatorResponse.SendNotFoundAsync(context),
    };

    private async Task AnswerMetricsAsync(HttpContext context)
    {
        await monitor.RefreshAsync(context.RequestAborted);
        await OperatorResponse.SendMetricsAsync(context, metrics);
    }

    private async Task AnswerReadyAsync(HttpContext context)
    {
        var health = (await monitor.ProbeAsync(context.RequestAborted)).Health;
        await WholeResponse.SendProbeAsync(context, health.IsHealthy ? null : "backend unhealthy: " + health.Reason);
    }

    private async Task AnswerDetailsAsync(HttpContext context)
    {
        var measured = await monitor.ProbeDetailedAsync(context.RequestAborted);
        var status = measured.Health.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await WholeResponse.SendTextAsync(context, status, HealthBodies.Detailed(measured), "application/json");
    }

    // The address with the port that was assigned for port 0.
    private static IPEndPoint? BoundEndPoint(HttpServer server) =>
        server.Address is { } bound && IPEndPoint.TryParse(new Uri(bound).Authority, out var endPoint) ? endPoint : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting metrics server on {Address}")]
    private static partial void LogStarting(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "Metrics server error: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
