namespace Confd.Cli.Http;

/// <summary>One metric with all its series. Guarded by the owner's lock.</summary>
/// <param name="name">The name under which it is exposed.</param>
/// <param name="help">One sentence.</param>
/// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; empty for the others.</param>
internal sealed class MetricFamily(string name, string help, string type, double[] bounds)
{
    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public string Name => name;

    public string Help => help;

    public string Type => type;

    public ReadOnlySpan<double> Bounds => bounds;

    /// <summary>The series, sorted by their labels.</summary>
    public IEnumerable<MetricSeries> Series => _series.Values;

    /// <summary>The series of a set of labels, created on first use.</summary>
    public MetricSeries SeriesOf(string labels)
    {
        if (!_series.TryGetValue(labels, out var series))
        {
            series = new MetricSeries(labels, bounds.Length);
            _series.Add(labels, series);
        }

        return series;
    }
}
