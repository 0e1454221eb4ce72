using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Metrics;

/// <summary>What the tables cost and how they behave, as instruments of a meter that the caller owns.</summary>
/// <remarks>
/// Labels: <c>table</c>, and <c>operation</c> (DynamoDB's name, such as <c>Scan</c>) where it applies. Read and write units are those that
/// DynamoDB reports as consumed.
/// </remarks>
public sealed class DynamoMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _throttles;
    private readonly Counter<double> _readUnits;
    private readonly Counter<double> _writeUnits;
    private readonly Gauge<double> _streamLag;
    private readonly Counter<long> _streamRecords;

    /// <summary>Creates the instruments in <paramref name="meter"/>.</summary>
    public DynamoMetrics(Meter meter)
    {
        _requests = meter.CreateCounter<long>("confd_dynamodb_requests_total", description: "Requests sent to DynamoDB, retries included.");
        _retries = meter.CreateCounter<long>("confd_dynamodb_retries_total", description: "Requests that were sent again after a failure.");
        _throttles = meter.CreateCounter<long>("confd_dynamodb_throttles_total", description: "Answers that asked to slow down.");
        _readUnits = meter.CreateCounter<double>("confd_dynamodb_read_units_total", description: "Read capacity units consumed.");
        _writeUnits = meter.CreateCounter<double>("confd_dynamodb_write_units_total", description: "Write capacity units consumed.");
        _streamLag = meter.CreateGauge<double>(
            "confd_dynamodb_stream_lag_seconds", unit: "s", description: "Age of the newest stream record when it was read.");
        _streamRecords = meter.CreateCounter<long>("confd_dynamodb_stream_records_total", description: "Stream records read.");
    }

    internal void AddRequest(string table, string operation) => _requests.Add(1, Table(table), Operation(operation));

    internal void AddRetry(string table, string operation) => _retries.Add(1, Table(table), Operation(operation));

    internal void AddThrottle(string table, string operation) => _throttles.Add(1, Table(table), Operation(operation));

    internal void AddReadUnits(string table, ConsumedCapacity? consumed)
    {
        if (consumed?.CapacityUnits is { } units)
        {
            _readUnits.Add(units, Table(table));
        }
    }

    /// <summary>Counts what a write has consumed; for callers of <see cref="DynamoTable.InvokeAsync"/>.</summary>
    public void AddWriteUnits(string table, ConsumedCapacity? consumed)
    {
        if (consumed?.CapacityUnits is { } units)
        {
            _writeUnits.Add(units, Table(table));
        }
    }

    internal void AddStreamRecords(string table, int count, TimeSpan lag)
    {
        _streamRecords.Add(count, Table(table));
        _streamLag.Record(Math.Max(0, lag.TotalSeconds), Table(table));
    }

    private static KeyValuePair<string, object?> Table(string table) => new("table", table);

    private static KeyValuePair<string, object?> Operation(string operation) => new("operation", operation);
}
