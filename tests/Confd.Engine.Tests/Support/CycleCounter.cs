using System.Diagnostics.Metrics;
using Confd.Engine.Observing;

namespace Confd.Engine.Tests.Support;

/// <summary>Counts the cycles that an engine reports, and lets tests wait for the next.</summary>
internal sealed class CycleCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SemaphoreSlim _ended = new(0);

    public CycleCounter(EngineMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == metrics.Meter && instrument.Name == "confd_batch_process_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _ended.Release());
        _listener.Start();
    }

    /// <summary>Waits for the end of the next cycle that was not waited for.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _ended.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _listener.Dispose();
        _ended.Dispose();
    }
}
