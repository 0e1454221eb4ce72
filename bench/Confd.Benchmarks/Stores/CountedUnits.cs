using System.Diagnostics.Metrics;

namespace Confd.Benchmarks.Stores;

/// <summary>Adds up what the DynamoDB instruments of a meter count.</summary>
internal sealed class CountedUnits : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();

    public CountedUnits(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    public double Requests { get; private set; }

    public double ReadUnits { get; private set; }

    public double WriteUnits { get; private set; }

    public void Reset() => Requests = ReadUnits = WriteUnits = 0;

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value)
    {
        lock (_lock)
        {
            switch (instrument.Name)
            {
                case "confd_dynamodb_requests_total":
                    Requests += value;
                    break;
                case "confd_dynamodb_read_units_total":
                    ReadUnits += value;
                    break;
                case "confd_dynamodb_write_units_total":
                    WriteUnits += value;
                    break;
            }
        }
    }
}
