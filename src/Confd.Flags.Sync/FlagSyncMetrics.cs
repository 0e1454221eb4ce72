using System.Diagnostics.Metrics;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <summary>The metrics of a <see cref="FlagSync"/>.</summary>
public sealed class FlagSyncMetrics
{
    private readonly Counter<long> _full;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _failures;
    private readonly Gauge<double> _lastSync;

    /// <summary>Creates the instruments on the caller's meter.</summary>
    public FlagSyncMetrics(Meter meter)
    {
        _full = meter.CreateCounter<long>(
            "confd_flag_sync_full_total", description: "Times the table was compared with all data of the source.");
        _changes = meter.CreateCounter<long>("confd_flag_sync_items_total", description: "Flags and segments by what was done with them.");
        _failures = meter.CreateCounter<long>(
            "confd_flag_sync_failures_total", description: "Failures of the source or the table that were tried again.");
        _lastSync = meter.CreateGauge<double>(
            "confd_flag_sync_last_success_timestamp_seconds", "s", "When the table was last known to be equal to the source.");
    }

    internal void Failed(string part) => _failures.Add(1, new KeyValuePair<string, object?>("part", part));

    internal void Reconciled(ReconcileResult result, DateTimeOffset now)
    {
        _full.Add(1);
        Count("written", result.Written);
        Count("deleted", result.Deleted);
        Count("unchanged", result.Unchanged);
        Count("overtaken", result.Overtaken);
        Synced(now);
    }

    internal void Upserted(bool isWritten, DateTimeOffset now)
    {
        Count(isWritten ? "written" : "unchanged", 1);
        Synced(now);
    }

    private void Synced(DateTimeOffset now) => _lastSync.Record(now.ToUnixTimeMilliseconds() / 1000.0);

    private void Count(string result, int count) => _changes.Add(count, new KeyValuePair<string, object?>("result", result));
}
