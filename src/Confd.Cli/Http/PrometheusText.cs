using System.Globalization;
using System.Text;

namespace Confd.Cli.Http;

/// <summary>Prometheus' text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>The media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Adds a family with all its series; a family without series is left out.</summary>
    public void Add(MetricFamily family)
    {
        if (!family.Series.Any())
        {
            return;
        }

        Begin(family.Name, family.Help, family.Type);
        foreach (var series in family.Series)
        {
            if (family.Type == "histogram")
            {
                AddHistogram(family, series);
            }
            else
            {
                Line(family.Name, series.Labels, series.Value);
            }
        }
    }

    /// <summary>Adds a metric that has no labels.</summary>
    public void Add(string name, string help, string type, double value)
    {
        Begin(name, help, type);
        Line(name, "", value);
    }

    /// <summary>Adds the comment lines of a metric; its <see cref="Line"/>s follow.</summary>
    public void Begin(string name, string help, string type)
    {
        var escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {escaped}\n# TYPE {name} {type}\n");
    }

    /// <summary>Adds one value.</summary>
    public void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void AddHistogram(MetricFamily family, MetricSeries series)
    {
        var prefix = series.Labels.Length == 0 ? "" : series.Labels + ",";
        long cumulated = 0;
        for (var bucket = 0; bucket < series.Buckets.Length; bucket++)
        {
            cumulated += series.Buckets[bucket];
            Line(family.Name + "_bucket", $"{prefix}le=\"{Number(family.Bounds[bucket])}\"", cumulated);
        }

        Line(family.Name + "_bucket", $"{prefix}le=\"+Inf\"", series.Count);
        Line(family.Name + "_sum", series.Labels, series.Value);
        Line(family.Name + "_count", series.Labels, series.Count);
    }
}
