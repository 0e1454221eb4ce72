using System.Diagnostics.Metrics;
using Confd.DynamoDb.Metrics;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Counts what is asked of tables, by the metrics that the library gives.</summary>
internal sealed class CountedRequests : IDisposable
{
    private readonly Meter _meter = new("confd-tests");
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<(string Table, string Operation)> _requests = [];
    private readonly Dictionary<string, double> _readUnits = new(StringComparer.Ordinal);

    public CountedRequests()
    {
        Metrics = new DynamoMetrics(_meter);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>To be given to what is counted.</summary>
    public DynamoMetrics Metrics { get; }

    /// <summary>The operations that were asked of a table, in order.</summary>
    public IReadOnlyList<string> Of(string table)
    {
        lock (_lock)
        {
            return [.. _requests.Where(request => request.Table == table).Select(request => request.Operation)];
        }
    }

    /// <summary>The read units that DynamoDB reported for a table.</summary>
    public double ReadUnits(string table)
    {
        lock (_lock)
        {
            return _readUnits.GetValueOrDefault(table);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _requests.Clear();
            _readUnits.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? table = null, operation = null;
        foreach (var tag in tags)
        {
            (table, operation) = tag.Key switch
            {
                "table" => ((string?)tag.Value, operation),
                "operation" => (table, (string?)tag.Value),
                _ => (table, operation),
            };
        }

        lock (_lock)
        {
            if (instrument.Name == "confd_dynamodb_requests_total")
            {
                _requests.Add((table!, operation!));
            }
            else if (instrument.Name == "confd_dynamodb_read_units_total")
            {
                _readUnits[table!] = _readUnits.GetValueOrDefault(table!) + value;
            }
        }
    }
}
