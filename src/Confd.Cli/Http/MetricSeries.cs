namespace Confd.Cli.Http;

/// <summary>The running value of one metric with one set of labels. Guarded by the owner's lock.</summary>
internal sealed class MetricSeries(string labels, int bucketCount)
{
    /// <summary>The labels as they are printed, sorted by name, without braces: <c>backend="env",operation="get_values"</c>.</summary>
    public string Labels => labels;

    /// <summary>Count of a counter, level of a gauge, sum of a histogram.</summary>
    public double Value { get; set; }

    /// <summary>The number of observations of a histogram.</summary>
    public long Count { get; private set; }

    /// <summary>Observations per bucket, not cumulative, without the last, unbounded one; empty unless a histogram.</summary>
    public long[] Buckets { get; } = new long[bucketCount];

    /// <summary>Adds an observation of a histogram.</summary>
    public void Observe(double value, ReadOnlySpan<double> bounds)
    {
        Value += value;
        Count++;
        var bucket = bounds.BinarySearch(value);
        bucket = bucket < 0 ? ~bucket : bucket;
        if (bucket < bounds.Length)
        {
            Buckets[bucket]++;
        }
    }
}
