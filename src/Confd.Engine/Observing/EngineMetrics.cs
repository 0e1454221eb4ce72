using System.Diagnostics.Metrics;
using Confd.Engine.Commands;
using Confd.Engine.Running;
using Confd.Engine.Templates;
using Confd.Engine.Updating;

namespace Confd.Engine.Observing;

/// <summary>The engine's instruments, named as in the original, on one meter. Safe to share between threads.</summary>
public sealed class EngineMetrics : IRunObserver, IDisposable
{
    /// <summary>The name of the meter of all instruments.</summary>
    public const string MeterName = "Confd";

    private readonly Meter _meter;
    private readonly Histogram<double> _backendDuration;
    private readonly Counter<long> _backendRequests;
    private readonly Counter<long> _backendErrors;
    private readonly Gauge<long> _backendHealthy;
    private readonly Histogram<double> _templateDuration;
    private readonly Counter<long> _templates;
    private readonly Gauge<long> _templatesLoaded;
    private readonly Gauge<long> _watchedKeys;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _failedBatches;
    private readonly Counter<long> _batchSuccesses;
    private readonly Counter<long> _batchFailures;
    private readonly Histogram<double> _commandDuration;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _commandExits;
    private readonly Counter<long> _syncs;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _cleanupErrors;

    /// <summary>Creates the instruments.</summary>
    public EngineMetrics()
    {
        var buckets = new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        };
        Histogram<double> Durations(string name, string description) => _meter.CreateHistogram(name, "s", description, tags: null, buckets);

        _meter = new Meter(MeterName);
        _backendDuration = Durations("confd_backend_request_duration_seconds", "Duration of backend requests.");
        _backendRequests = Count("confd_backend_request_total", "Backend requests.");
        _backendErrors = Count("confd_backend_errors_total", "Backend requests that failed.");
        _backendHealthy = _meter.CreateGauge<long>("confd_backend_healthy", null, "1 where the last health check succeeded.");
        _templateDuration = Durations("confd_template_process_duration_seconds", "Duration of bringing a destination in sync.");
        _templates = Count("confd_template_process_total", "Resources processed.");
        _templatesLoaded = _meter.CreateGauge<long>("confd_templates_loaded", null, "Resources that are loaded.");
        _watchedKeys = _meter.CreateGauge<long>("confd_watched_keys", null, "Keys that are watched.");
        _batches = Count("confd_batch_process_total", "Batches of resources processed.");
        _failedBatches = Count("confd_batch_process_failed_total", "Batches in which a resource failed.");
        _batchSuccesses = Count("confd_batch_templates_succeeded_total", "Resources of batches that succeeded.");
        _batchFailures = Count("confd_batch_templates_failed_total", "Resources of batches that failed.");
        _commandDuration = Durations("confd_command_duration_seconds", "Duration of check and reload commands.");
        _commands = Count("confd_command_total", "Check and reload commands run.");
        _commandExits = Count("confd_command_exit_code_total", "Check and reload commands by success (0) and failure (1).");
        _syncs = Count("confd_file_sync_total", "Replacements of destinations.");
        _changes = Count("confd_file_changed_total", "Replacements of all destinations.");
        _cleanupErrors = Count("confd_stage_file_cleanup_errors_total", "Staged files that could not be removed.");
    }

    /// <summary>The meter, for instruments of other parts of the program.</summary>
    public Meter Meter => _meter;

    /// <summary>Counts a request to the global backend.</summary>
    internal void BackendAnswered(string backend, string operation, TimeSpan duration, bool succeeded)
    {
        KeyValuePair<string, object?> backendTag = new("backend", backend);
        KeyValuePair<string, object?> operationTag = new("operation", operation);
        _backendDuration.Record(duration.TotalSeconds, backendTag, operationTag);
        _backendRequests.Add(1, backendTag, operationTag);
        if (!succeeded)
        {
            _backendErrors.Add(1, backendTag, operationTag);
        }
    }

    /// <summary>Records the result of a health check.</summary>
    internal void BackendHealth(string backend, bool isHealthy) =>
        _backendHealthy.Record(isHealthy ? 1 : 0, new KeyValuePair<string, object?>("backend", backend));

    /// <summary>Exposes the figures of the template cache, under the original's names.</summary>
    internal void Observe(TemplateRenderer templates)
    {
        ObserveCount("confd_template_cache_hits_total", () => templates.CacheCounts.Hits, "Templates taken from the cache.");
        ObserveCount(
            "confd_template_cache_misses_total", () => templates.CacheCounts.Misses, "Templates that had to be read and parsed.");
        ObserveCount(
            "confd_template_stat_cache_hits_total",
            () => templates.CacheCounts.StatHits,
            "Templates taken from the cache without a look at their files.");
    }

    /// <inheritdoc/>
    void IRunObserver.ResourcesLoaded(int count) => _templatesLoaded.Record(count);

    /// <summary>Records how many keys the watched resources request: a key of two resources counts twice, as in the original.</summary>
    void IRunObserver.KeysWatched(int count) => _watchedKeys.Record(count);

    /// <summary>Counts a resource that was processed.</summary>
    void IRunObserver.FileProcessed(string label, TimeSpan duration, bool succeeded)
    {
        KeyValuePair<string, object?> destinationTag = new("dest", label);
        _templateDuration.Record(duration.TotalSeconds, destinationTag);
        _templates.Add(1, destinationTag, new KeyValuePair<string, object?>("status", succeeded ? "success" : "error"));
    }

    /// <summary>Counts a polling cycle, a single run or a batch of changes, as in the original; changes that are watched without batches
    /// are not counted.</summary>
    void IRunObserver.BatchEnded(int succeeded, int failed)
    {
        _batches.Add(1);
        _failedBatches.Add(failed > 0 ? 1 : 0);
        _batchSuccesses.Add(succeeded);
        _batchFailures.Add(failed);
    }

    /// <summary>Counts a command.</summary>
    void IUpdateObserver.CommandEnded(CommandKind kind, string label, TimeSpan duration, bool succeeded)
    {
        KeyValuePair<string, object?> typeTag = new("type", kind == CommandKind.Check ? "check" : "reload");
        KeyValuePair<string, object?> destinationTag = new("dest", label);
        _commandDuration.Record(duration.TotalSeconds, destinationTag, typeTag);
        _commands.Add(1, destinationTag, typeTag);

        // Only 0 or 1, as in the original, so that dashboards keep working.
        _commandExits.Add(1, new KeyValuePair<string, object?>("exit_code", succeeded ? "0" : "1"), typeTag);
    }

    /// <summary>Counts a destination that passed its check and is about to be replaced, in both metrics, as in the original.</summary>
    void IUpdateObserver.FileSyncing(string label)
    {
        _syncs.Add(1, new KeyValuePair<string, object?>("dest", label));
        _changes.Add(1);
    }

    /// <summary>Counts a staged file that could not be removed.</summary>
    void IUpdateObserver.StageCleanupFailed() => _cleanupErrors.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void ObserveCount(string name, Func<long> read, string description) =>
        _meter.CreateObservableCounter(name, read, null, description);

    private Counter<long> Count(string name, string description) => _meter.CreateCounter<long>(name, null, description);
}
