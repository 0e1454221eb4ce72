namespace Confd.Engine.Scheduling;

/// <summary>How long to wait before a broken watch is opened anew: ever longer while it goes on breaking, at times that differ between machines.</summary>
/// <remarks>
/// Opening anew costs a reading of the whole table, and all machines of a fleet lose their watches at one time. The first pause is what the
/// settings say, each later one is drawn from the upper half of twice the one before.
/// </remarks>
internal sealed class WatchPause(EngineOptions options, TimeProvider clock)
{
    // A watch that held for so long broke for another reason than the one before.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private int _failures;
    private long? _openedAt;

    /// <summary>The watch is open.</summary>
    public void Opened() => _openedAt = clock.GetTimestamp();

    /// <summary>The watch broke or could not be opened; the answer is how long to wait.</summary>
    public TimeSpan AfterFailure()
    {
        if (_openedAt is { } opened && clock.GetElapsedTime(opened) >= Recovery)
        {
            _failures = 0;
        }

        _openedAt = null;
        var first = options.WatchErrorBackoff;
        var longest = options.Interval < Longest ? options.Interval : Longest;
        longest = longest > first ? longest : first;
        var bound = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 30)));
        return _failures++ == 0 ? first : TimeSpan.FromMilliseconds(Math.Round(bound * (0.5 + (Random.Shared.NextDouble() / 2))));
    }
}
