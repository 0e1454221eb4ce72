using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2.Model;
using Confd.Shared;

namespace Confd.DynamoDb.Metrics;

/// <summary>Costs and behavior of tables, as instruments of a meter of the caller or of the process.</summary>
/// <remarks>
/// Labels of a meter of the caller's: <c>table</c>, and <c>operation</c> (DynamoDB's name, such as <c>Scan</c>) where it applies. Read and
/// write units are those that DynamoDB reports as consumed.
/// </remarks>
public sealed class DynamoMetrics
{
    /// <summary>The name of the meter of <see cref="Shared"/>: <c>Confd.DynamoDb</c>.</summary>
    public const string MeterName = "Confd.DynamoDb";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _throttles;
    private readonly Counter<double> _readUnits;
    private readonly Counter<double> _writeUnits;
    private readonly Gauge<double> _streamLag;
    private readonly Counter<long> _streamRecords;
    private readonly string _tableLabel = "table";
    private readonly string _operationLabel = "operation";

    /// <summary>Creates the instruments in <paramref name="meter"/>, by Prometheus' names, such as
    /// <c>confd_dynamodb_requests_total</c>.</summary>
    public DynamoMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _requests = meter.CreateCounter<long>("confd_dynamodb_requests_total", description: Texts.Requests);
        _retries = meter.CreateCounter<long>("confd_dynamodb_retries_total", description: Texts.Retries);
        _throttles = meter.CreateCounter<long>("confd_dynamodb_throttles_total", description: Texts.Throttles);
        _readUnits = meter.CreateCounter<double>("confd_dynamodb_read_units_total", description: Texts.ReadUnits);
        _writeUnits = meter.CreateCounter<double>("confd_dynamodb_write_units_total", description: Texts.WriteUnits);
        _streamLag = meter.CreateGauge<double>("confd_dynamodb_stream_lag_seconds", unit: "s", description: Texts.StreamLag);
        _streamRecords = meter.CreateCounter<long>("confd_dynamodb_stream_records_total", description: Texts.StreamRecords);
    }

    private DynamoMetrics()
    {
        var meter = new Meter(MeterName, MeterVersion.Of(typeof(DynamoMetrics)));
        _requests = meter.CreateCounter<long>("confd.dynamodb.requests", "{request}", Texts.Requests);
        _retries = meter.CreateCounter<long>("confd.dynamodb.retries", "{request}", Texts.Retries);
        _throttles = meter.CreateCounter<long>("confd.dynamodb.throttles", "{response}", Texts.Throttles);
        _readUnits = meter.CreateCounter<double>("confd.dynamodb.read_units", "{unit}", Texts.ReadUnits);
        _writeUnits = meter.CreateCounter<double>("confd.dynamodb.write_units", "{unit}", Texts.WriteUnits);
        _streamLag = meter.CreateGauge<double>("confd.dynamodb.stream.lag", "s", Texts.StreamLag);
        _streamRecords = meter.CreateCounter<long>("confd.dynamodb.stream.records", "{record}", Texts.StreamRecords);
        (_tableLabel, _operationLabel) = ("db.collection.name", "db.operation.name");
    }

    /// <summary>
    /// The metrics of the whole process, as instruments of the meter <see cref="MeterName"/> by OpenTelemetry's names and units:
    /// <c>confd.dynamodb.requests</c>, <c>.retries</c>, <c>.throttles</c>, <c>.read_units</c>, <c>.write_units</c>, <c>.stream.records</c>
    /// and <c>.stream.lag</c>, with the attributes <c>db.collection.name</c> and <c>db.operation.name</c>. <c>AddConfdFlags</c> and
    /// <c>AddDynamoDb</c> use them unless others are set; they cost next to nothing while there are no listeners.
    /// </summary>
    public static DynamoMetrics Shared => OfTheProcess.Instance;

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

    /// <summary>Counts the consumed capacity of a write; for callers of <see cref="DynamoTable.InvokeAsync"/>.</summary>
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

    private KeyValuePair<string, object?> Table(string table) => new(_tableLabel, table);

    private KeyValuePair<string, object?> Operation(string operation) => new(_operationLabel, operation);

    // Created on first use: the program has meters of its own.
    private static class OfTheProcess
    {
        public static readonly DynamoMetrics Instance = new();
    }

    private static class Texts
    {
        public const string Requests = "Requests sent to DynamoDB, retries included.";
        public const string Retries = "Requests that were sent again after a failure.";
        public const string Throttles = "Responses that throttled a request.";
        public const string ReadUnits = "Read capacity units consumed.";
        public const string WriteUnits = "Write capacity units consumed.";
        public const string StreamLag = "Age of the newest stream record when it was read.";
        public const string StreamRecords = "Stream records read.";
    }
}
