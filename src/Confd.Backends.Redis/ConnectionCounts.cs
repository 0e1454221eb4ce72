using System.Globalization;

namespace Confd.Backends.Redis;

/// <summary>The number of times a connection was reused, opened or lost: details of the health check, with the original's names.</summary>
internal sealed class ConnectionCounts
{
    private long _reused;
    private long _opened;
    private long _timeouts;
    private long _lost;

    /// <summary>The counts as details.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details =>
    [
        Detail("hits", _reused),
        Detail("misses", _opened),
        Detail("timeouts", _timeouts),
        Detail("total_conns", 1),
        Detail("idle_conns", 1),
        Detail("stale_conns", _lost),
    ];

    public void Reused() => Interlocked.Increment(ref _reused);

    public void Opened() => Interlocked.Increment(ref _opened);

    public void Lost(bool isTimeout)
    {
        Interlocked.Increment(ref _lost);
        Interlocked.Add(ref _timeouts, isTimeout ? 1 : 0);
    }

    private static KeyValuePair<string, string> Detail(string name, long count) => new(name, count.ToString(CultureInfo.InvariantCulture));
}
