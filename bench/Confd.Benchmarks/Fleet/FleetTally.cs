using System.Collections.Concurrent;
using System.Diagnostics;

namespace Confd.Benchmarks.Fleet;

/// <summary>Counts what a fleet asks. Safe to share between threads.</summary>
internal sealed class FleetTally
{
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, bool> _readers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _total;
    private int _throttled;
    private int _scans;
    private double _units;

    public FleetCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return new FleetCounts(Stopwatch.GetElapsedTime(_since), _total, _throttled, _scans, _units, [.. _readers.Keys]);
            }
        }
    }

    public void AddRequest(string operation)
    {
        lock (_lock)
        {
            _total++;
            _scans += operation == "Scan" ? 1 : 0;
        }
    }

    public void AddThrottled()
    {
        lock (_lock)
        {
            _throttled++;
        }
    }

    public void AddReader(string accessKey) => _readers.TryAdd(accessKey, true);

    public void AddUnits(double units)
    {
        lock (_lock)
        {
            _units += units;
        }
    }
}
