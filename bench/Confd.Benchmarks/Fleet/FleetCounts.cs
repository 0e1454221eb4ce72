using System.Collections.Concurrent;
using System.Diagnostics;

namespace Confd.Benchmarks.Fleet;

/// <summary>What a fleet has asked of DynamoDB.</summary>
internal sealed class FleetCounts
{
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _readers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _throttled;
    private double _units;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_since);

    public int Total => _requests.Values.Sum();

    public int Throttled => _throttled;

    public double Units
    {
        get
        {
            lock (_lock)
            {
                return _units;
            }
        }
    }

    /// <summary>The access keys of those that read the stream.</summary>
    public IReadOnlyCollection<string> Readers => [.. _readers.Keys];

    public int Of(string operation) => _requests.GetValueOrDefault(operation);

    public void AddRequest(string operation) => _requests.AddOrUpdate(operation, 1, (_, count) => count + 1);

    public void AddThrottled() => Interlocked.Increment(ref _throttled);

    public void AddReader(string accessKey) => _readers.AddOrUpdate(accessKey, 1, (_, count) => count + 1);

    public void AddUnits(double units)
    {
        lock (_lock)
        {
            _units += units;
        }
    }
}
