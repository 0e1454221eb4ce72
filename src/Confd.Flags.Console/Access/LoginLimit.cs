using System.Net;

namespace Confd.Flags.Console.Access;

/// <summary>How many wrong tokens a minute are looked into, from an address and from all together; a right one is never held up, as behind
/// a proxy all addresses are one. What keeps tokens from being guessed is their length.</summary>
internal sealed class LoginLimit(TimeProvider clock)
{
    private const int MostOfOne = 10;
    private const int MostOfAll = 200;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private long _since = clock.GetTimestamp();
    private int _all;

    /// <summary>How long an address has to wait; null: its next wrong token counts.</summary>
    public TimeSpan? FindWait(IPAddress? address)
    {
        lock (_lock)
        {
            var elapsed = Begin();
            return _all >= MostOfAll || _failures.GetValueOrDefault(KeyOf(address)) >= MostOfOne ? Window - elapsed : null;
        }
    }

    /// <summary>Counts a wrong token.</summary>
    public void CountFailure(IPAddress? address)
    {
        lock (_lock)
        {
            Begin();
            _all++;
            _failures[KeyOf(address)] = _failures.GetValueOrDefault(KeyOf(address)) + 1;
        }
    }

    // Without an address it is somebody of this machine.
    private static IPAddress KeyOf(IPAddress? address) => address ?? IPAddress.None;

    private TimeSpan Begin()
    {
        var elapsed = clock.GetElapsedTime(_since);
        if (elapsed < Window)
        {
            return elapsed;
        }

        _since = clock.GetTimestamp();
        _all = 0;
        _failures.Clear();
        return TimeSpan.Zero;
    }
}
