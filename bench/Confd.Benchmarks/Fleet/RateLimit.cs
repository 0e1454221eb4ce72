using System.Diagnostics;

namespace Confd.Benchmarks.Fleet;

/// <summary>One second's worth, refilled all the time. Safe to share between threads.</summary>
internal sealed class RateLimit(double rate)
{
    private readonly Lock _lock = new();
    private readonly double _rate = rate;
    private double _level = rate;
    private long _at = Stopwatch.GetTimestamp();

    /// <summary>Whether anything is left.</summary>
    public bool HasAny
    {
        get
        {
            lock (_lock)
            {
                return Refill() > 0;
            }
        }
    }

    /// <summary>Takes what is there, or nothing.</summary>
    public bool TryTake(double amount)
    {
        lock (_lock)
        {
            if (Refill() < amount)
            {
                return false;
            }

            _level -= amount;
            return true;
        }
    }

    /// <summary>Takes it even where that makes a debt.</summary>
    public void Take(double amount)
    {
        lock (_lock)
        {
            Refill();
            _level -= amount;
        }
    }

    private double Refill()
    {
        _level = Math.Min(_rate, _level + (Stopwatch.GetElapsedTime(_at).TotalSeconds * _rate));
        _at = Stopwatch.GetTimestamp();
        return _level;
    }
}
