using System.Diagnostics.Metrics;
using Confd.Cli.Http;

namespace Confd.Cli.Tests.Http;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly Meter _meter = new("test-" + Guid.NewGuid());
    private readonly MetricCollector _collector;

    public MetricCollectorTests() => _collector = new MetricCollector(_meter);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counter_Labels_AreSortedAndEscaped()
    {
        var counter = _meter.CreateCounter<long>("c_total", null, "Counts\nthings.");
        counter.Add(2, new KeyValuePair<string, object?>("type", "a"), new KeyValuePair<string, object?>("dest", "x\\y\"z\n"));
        counter.Add(3, new KeyValuePair<string, object?>("dest", "x\\y\"z\n"), new KeyValuePair<string, object?>("type", "a"));

        Text().ShouldBe("# HELP c_total Counts\\nthings.\n# TYPE c_total counter\nc_total{dest=\"x\\\\y\\\"z\\n\",type=\"a\"} 5\n");
    }

    [Fact]
    public void Gauge_LastValue_Counts()
    {
        var gauge = _meter.CreateGauge<long>("g");
        gauge.Record(7);
        gauge.Record(2);

        Text().ShouldContain("# TYPE g gauge\ng 2\n");
    }

    [Fact]
    public void UpDownCounter_Changes_AddUpToAGauge()
    {
        var gauge = _meter.CreateUpDownCounter<long>("u");
        gauge.Add(7);
        gauge.Add(-2);

        Text().ShouldContain("# TYPE u gauge\nu 5\n");
    }

    [Fact]
    public void ObservableGauge_IsReadAtEachVisit()
    {
        var value = 1.5;
        _meter.CreateObservableGauge("o", () => value++);

        Text().ShouldContain("o 1.5\n");
        Text().ShouldContain("o 2.5\n");
    }

    [Fact]
    public void Histogram_Observations_CumulateInItsBuckets()
    {
        var buckets = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.5, 10] };
        var histogram = _meter.CreateHistogram("h_seconds", null, null, tags: null, buckets);
        foreach (var value in (ReadOnlySpan<double>)[0.005, 0.0051, 0.3, 11])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("dest", "/d"));
        }

        Text().ShouldBe(
            """
            # HELP h_seconds 
            # TYPE h_seconds histogram
            h_seconds_bucket{dest="/d",le="0.005"} 1
            h_seconds_bucket{dest="/d",le="0.01"} 2
            h_seconds_bucket{dest="/d",le="0.5"} 3
            h_seconds_bucket{dest="/d",le="10"} 3
            h_seconds_bucket{dest="/d",le="+Inf"} 4
            h_seconds_sum{dest="/d"} 11.3101
            h_seconds_count{dest="/d"} 4

            """);
    }

    [Fact]
    public void OtherMeters_AreNotShown()
    {
        using var other = new Meter("other-" + Guid.NewGuid());
        other.CreateCounter<long>("other_total").Add(1);

        Text().ShouldBeEmpty();
    }

    private string Text()
    {
        var text = new PrometheusText();
        _collector.Visit(text.Add);
        return text.ToString();
    }
}
