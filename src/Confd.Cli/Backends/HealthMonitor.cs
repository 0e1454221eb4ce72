using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Observing;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Checks the health of a backend; logs and counts the results like the original.</summary>
internal sealed class HealthMonitor(IKeyBackend backend, BackendSection section, EngineMetrics metrics, TimeProvider clock, ILogger logger)
{
    /// <summary>How long a check for a probe or a scrape may take.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>How old the result behind <c>confd_backend_healthy</c> may be when it is read.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>How long a scrape waits for a result: less than the time limit of any scraper. A later result still counts.</summary>
    private static readonly TimeSpan ScrapeTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<MeasuredHealth>? _probe;
    private Task<MeasuredHealth>? _detailedProbe;
    private Task<MeasuredHealth>? _scrape;
    private long? _checkedAt;
    private volatile bool _wasHealthy;

    /// <summary>
    /// <see cref="CheckAsync"/> within 5 seconds, shared by concurrent callers: many probes make one request, and a caller that hangs up
    /// does not cancel it.
    /// </summary>
    public Task<MeasuredHealth> ProbeAsync(CancellationToken cancellationToken) =>
        Share(ref _probe, CheckAsync).WaitAsync(cancellationToken);

    /// <summary><see cref="CheckDetailedAsync"/> within 5 seconds, shared by concurrent callers.</summary>
    public Task<MeasuredHealth> ProbeDetailedAsync(CancellationToken cancellationToken) =>
        Share(ref _detailedProbe, CheckDetailedAsync).WaitAsync(cancellationToken);

    /// <summary>
    /// Updates <c>confd_backend_healthy</c> where the last check is too old: alerts rely on it, whether or not something calls
    /// <c>/ready</c>. Neither logged nor counted: the counts remain those of the probes, as in the original.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshIfOld().WaitAsync(ScrapeTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The scrape shows the last result.
        }
    }

    /// <summary>The basic check: logged, counted, and the source of <c>confd_backend_healthy</c>.</summary>
    public async Task<MeasuredHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var measured = await MeasureAsync("health_check", cancellationToken);
        Note(measured.Health);
        Log(measured);
        return measured;
    }

    /// <summary>The check with all details: counted only.</summary>
    public Task<MeasuredHealth> CheckDetailedAsync(CancellationToken cancellationToken) =>
        MeasureAsync("health_check_detailed", cancellationToken);

    private async Task<MeasuredHealth> MeasureAsync(string operation, CancellationToken cancellationToken)
    {
        var measured = await MeasureAsync(cancellationToken);
        metrics.BackendAnswered(backend.Name, operation, measured.Duration, measured.Health.IsHealthy);
        return measured;
    }

    private async Task<MeasuredHealth> MeasureAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var health = await BackendHealthCheck.RunAsync(backend, cancellationToken);
        return new MeasuredHealth(health, clock.GetElapsedTime(start), clock.GetUtcNow());
    }

    private Task RefreshIfOld()
    {
        lock (_lock)
        {
            return _checkedAt is { } at && clock.GetElapsedTime(at) < MaxAge ? Task.CompletedTask : Share(ref _scrape, CheckQuietlyAsync);
        }
    }

    private async Task<MeasuredHealth> CheckQuietlyAsync(CancellationToken cancellationToken)
    {
        var measured = await MeasureAsync(cancellationToken);
        Note(measured.Health);
        return measured;
    }

    private Task<MeasuredHealth> Share(ref Task<MeasuredHealth>? running, Func<CancellationToken, Task<MeasuredHealth>> check)
    {
        lock (_lock)
        {
            return running is { IsCompleted: false } ? running : running = Task.Run(RunAsync);
        }

        async Task<MeasuredHealth> RunAsync()
        {
            using var limit = new CancellationTokenSource(TimeLimit, clock);
            return await check(limit.Token);
        }
    }

    private void Note(BackendHealth health)
    {
        metrics.BackendHealth(backend.Name, health.IsHealthy);
        lock (_lock)
        {
            _checkedAt = clock.GetTimestamp();
        }
    }

    private void Log(MeasuredHealth measured)
    {
        var health = measured.Health;
        List<KeyValuePair<string, object?>> attributes = [new("backend", backend.Name)];
        foreach (var (option, value) in section.Sources)
        {
            if (value is not IReadOnlyList<string> list)
            {
                attributes.Add(new(option.FileKey, value));
            }
            else if (option.IsPath)
            {
                // The number of files; servers are not counted.
                attributes.Add(new($"{option.FileKey}_count", list.Count));
            }
        }

        attributes.Add(new("duration_ms", (long)measured.Duration.TotalMilliseconds));
        attributes.AddRange(
            health.Details.Where(detail => detail.Key is "failed_path" or "endpoint").Select(detail => ToAttribute(detail)));
        if (!health.IsHealthy)
        {
            attributes.Add(new("error", health.Details.FirstOrDefault(detail => detail.Key == "error").Value ?? health.Message));
        }

        var message = health.IsHealthy ? "Backend health check passed" : "Backend health check failed";
        attributes.Add(new("{OriginalFormat}", message));
        logger.Log(LevelOf(health), default, attributes, null, (_, _) => message);
    }

    // Probes come every few seconds: success is logged at Information only the first time, and after a failure.
    private LogLevel LevelOf(BackendHealth health)
    {
        var wasHealthy = _wasHealthy;
        _wasHealthy = health.IsHealthy;
        return !health.IsHealthy ? LogLevel.Error : wasHealthy ? LogLevel.Debug : LogLevel.Information;
    }

    private static KeyValuePair<string, object?> ToAttribute(KeyValuePair<string, string> detail) => new(detail.Key, detail.Value);
}
