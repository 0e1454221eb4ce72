namespace Confd.Cli.Http.Status;

/// <summary>The cost of the DynamoDB tables and the lag of their streams, from the exported metrics.</summary>
internal sealed class TableFigures
{
    private readonly Dictionary<string, double> _readUnits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _streamLags = new(StringComparer.Ordinal);

    /// <summary>Reads the current figures.</summary>
    public static TableFigures From(MetricCollector metrics)
    {
        var figures = new TableFigures();
        metrics.Visit(figures.Add);
        return figures;
    }

    /// <summary>Read capacity units since the start; null where the table was not read.</summary>
    public double? ReadUnitsOf(string table) => Find(_readUnits, table);

    /// <summary>Seconds between the newest change and its reading; null where no stream was read.</summary>
    public double? StreamLagOf(string table) => Find(_streamLags, table);

    // Names of tables contain no character that is escaped in labels.
    private static double? Find(Dictionary<string, double> figures, string table) =>
        figures.TryGetValue($"table=\"{table}\"", out var value) ? value : null;

    private void Add(MetricFamily family)
    {
        var figures = family.Name switch
        {
            "confd_dynamodb_read_units_total" => _readUnits,
            "confd_dynamodb_stream_lag_seconds" => _streamLags,
            _ => null,
        };
        if (figures is null)
        {
            return;
        }

        foreach (var series in family.Series)
        {
            figures[series.Labels] = series.Value;
        }
    }
}
