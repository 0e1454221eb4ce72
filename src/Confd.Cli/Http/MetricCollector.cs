using System.Diagnostics.Metrics;
using System.Text;

namespace Confd.Cli.Http;

/// <summary>
/// Aggregates the measurements of one meter of <see cref="System.Diagnostics.Metrics"/> for exposition. An instrument's name is the
/// metric's name; those of <see cref="OriginalMetrics.StartAtZero"/> show 0 before their first use.
/// </summary>
internal sealed class MetricCollector : IDisposable
{
    private const int MaxReaders = 8;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Starts to collect; existing instruments are included, their earlier measurements are not.</summary>
    public MetricCollector(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, family) => Record(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, family) => Record(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.Start();
    }

    /// <summary>Limits the scrapers that receive the metrics as a text, which waits in memory until it is sent.</summary>
    public SemaphoreSlim Readers { get; } = new(MaxReaders);

    /// <summary>Reads the observable instruments, then shows each family, sorted by name, while measurements wait.</summary>
    public void Visit(Action<MetricFamily> show)
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach (var family in _families.Values)
            {
                show(family);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Readers.Dispose();
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var sorted = tags.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var labels = new StringBuilder();
        foreach (var (key, value) in sorted)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(key).Append("=\"");
            labels.Append(new StringBuilder(value?.ToString()).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n"));
            labels.Append('"');
        }

        return labels.ToString();
    }

    private static string TypeOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.Contains("UpDown", StringComparison.Ordinal) || kind.Contains("Gauge", StringComparison.Ordinal) ? "gauge"
            : "counter";
    }

    private MetricFamily FamilyOf(Instrument instrument)
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
            {
                var bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? [];
                family = new MetricFamily(instrument.Name, instrument.Description ?? "", TypeOf(instrument), [.. bounds]);
                _families.Add(instrument.Name, family);
                if (OriginalMetrics.StartAtZero.Contains(instrument.Name))
                {
                    family.SeriesOf("");
                }
            }

            return family;
        }
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var family = (MetricFamily)state!;
        var labels = LabelsOf(tags);
        lock (_lock)
        {
            var series = family.SeriesOf(labels);
            if (family.Type == "histogram")
            {
                series.Observe(value, family.Bounds);
            }
            else if (instrument.IsObservable || instrument is Gauge<int> or Gauge<long> or Gauge<double>)
            {
                series.Value = value;
            }
            else
            {
                series.Value += value;
            }
        }
    }
}
