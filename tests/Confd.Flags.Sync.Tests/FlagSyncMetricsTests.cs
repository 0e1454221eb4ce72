using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync.Tests;

public sealed class FlagSyncMetricsTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _counted = new();

    public FlagSyncMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counted.AddOrUpdate(Name(instrument, tags), value, (_, before) => before + value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _counted[Name(instrument, tags)] = value);
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Reconciled_Result_CountsItemsByOutcome()
    {
        new FlagSyncMetrics(_meter).Reconciled(new ReconcileResult(1, 2, 3, 4), DateTimeOffset.FromUnixTimeMilliseconds(1500));

        _counted.ShouldBe(
            new Dictionary<string, double>
            {
                ["confd_flag_sync_full_total"] = 1,
                ["confd_flag_sync_items_total written"] = 1,
                ["confd_flag_sync_items_total deleted"] = 2,
                ["confd_flag_sync_items_total unchanged"] = 3,
                ["confd_flag_sync_items_total overtaken"] = 4,
                ["confd_flag_sync_last_success_timestamp_seconds"] = 1.5,
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Upserted_ItemAlreadyNewer_IsUnchanged()
    {
        var metrics = new FlagSyncMetrics(_meter);

        metrics.Upserted(isWritten: true, DateTimeOffset.UnixEpoch);
        metrics.Upserted(isWritten: false, DateTimeOffset.UnixEpoch);
        metrics.Failed("source");

        _counted["confd_flag_sync_items_total written"].ShouldBe(1);
        _counted["confd_flag_sync_items_total unchanged"].ShouldBe(1);
        _counted["confd_flag_sync_failures_total source"].ShouldBe(1);
        _counted.ShouldNotContainKey("confd_flag_sync_full_total");
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}
