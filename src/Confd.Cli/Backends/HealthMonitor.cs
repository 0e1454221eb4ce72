using Confd.Engine.Keys;
using Confd.Engine.Metrics;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Asks a backend for its health; logs and counts the answers like the original.</summary>
internal sealed class HealthMonitor(IKeyBackend backend, BackendSettings settings, EngineMetrics metrics, TimeProvider clock, ILogger logger)
{
    private volatile bool _wasHealthy;

    /// <summary>The basic check: logged, counted, and the source of <c>confd_backend_healthy</c>.</summary>
    public async Task<BackendHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var health = await AskAsync("health_check", cancellationToken);
        metrics.BackendHealth(backend.Name, health.IsHealthy);
        Log(health);
        return health;
    }

    /// <summary>The check with all details: counted only.</summary>
    public Task<BackendHealth> CheckDetailedAsync(CancellationToken cancellationToken) => AskAsync("health_check_detailed", cancellationToken);

    private async Task<BackendHealth> AskAsync(string operation, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        BackendHealth health;
        try
        {
            health = await backend.CheckHealthAsync(cancellationToken);
        }
        catch (Exception problem) when (problem is OperationCanceledException or KeyBackendException)
        {
            var reason = problem is OperationCanceledException ? "context deadline exceeded" : problem.Message;
            health = new BackendHealth(false, reason, clock.GetElapsedTime(start), clock.GetUtcNow(), [new("error", reason)]);
        }

        metrics.BackendAnswered(backend.Name, operation, clock.GetElapsedTime(start), health.IsHealthy);
        return health;
    }

    private void Log(BackendHealth health)
    {
        List<KeyValuePair<string, object?>> attributes = [new("backend", backend.Name)];
        if (settings.Table is { } table)
        {
            attributes.Add(new("table", table));
        }

        if (settings.Files.Count > 0)
        {
            attributes.Add(new("file_count", settings.Files.Count));
        }

        attributes.Add(new("duration_ms", (long)health.Duration.TotalMilliseconds));
        if (!health.IsHealthy)
        {
            attributes.AddRange(health.Details.Where(detail => detail.Key == "failed_path").Select(detail => ToAttribute(detail)));
            attributes.Add(new("error", health.Details.FirstOrDefault(detail => detail.Key == "error").Value ?? health.Message));
        }

        var message = health.IsHealthy ? "Backend health check passed" : "Backend health check failed";
        attributes.Add(new("{OriginalFormat}", message));
        logger.Log(LevelOf(health), default, attributes, null, (_, _) => message);
    }

    // Probes come every few seconds: that all is well is news the first time, and after a failure.
    private LogLevel LevelOf(BackendHealth health)
    {
        var wasHealthy = _wasHealthy;
        _wasHealthy = health.IsHealthy;
        return !health.IsHealthy ? LogLevel.Error : wasHealthy ? LogLevel.Debug : LogLevel.Information;
    }

    private static KeyValuePair<string, object?> ToAttribute(KeyValuePair<string, string> detail) => new(detail.Key, detail.Value);
}
