namespace Confd.Engine.Updating;

/// <summary>Remembers, by destination, when reloads succeeded and which are still owed. Lives as long as the daemon, across reloads of the resources.</summary>
/// <param name="clock">Times are measured, not read off the calendar.</param>
internal sealed class ReloadLedger(TimeProvider clock)
{
    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<string, TimeSpan> _lastSuccess = [];
    private readonly Dictionary<string, PendingReload> _pending = [];

    /// <summary>The time since this ledger was made.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>How long a reload of a destination has still to wait; zero where it may run.</summary>
    public TimeSpan TimeToWait(string destination, TimeSpan minInterval)
    {
        var elapsed = _lastSuccess.TryGetValue(destination, out var last) ? Now - last : TimeSpan.MaxValue;
        return elapsed >= minInterval ? TimeSpan.Zero : minInterval - elapsed;
    }

    /// <summary>A reload that is owed, or null.</summary>
    public PendingReload? Find(string destination) => _pending.GetValueOrDefault(destination);

    /// <summary>True where a reload is owed that need not wait for another occasion.</summary>
    public bool IsDue(string destination) => Find(destination) is { } pending && pending.DueAt <= Now;

    /// <summary>Notes a reload that succeeded: nothing is owed any more.</summary>
    public void Succeeded(string destination)
    {
        _lastSuccess[destination] = Now;
        _pending.Remove(destination);
    }

    /// <summary>Notes a reload that is owed.</summary>
    /// <param name="destination">The file that changed.</param>
    /// <param name="stagePath">What <c>{{.src}}</c> stands for.</param>
    /// <param name="delay">When it is tried without any other occasion, from now.</param>
    public void Owe(string destination, string stagePath, TimeSpan delay) => _pending[destination] = new PendingReload(stagePath, Now + delay);

    /// <summary>Drops a reload that is owed.</summary>
    public void Forget(string destination) => _pending.Remove(destination);

    /// <summary>The time until the first of these destinations has to be looked at; null where none owes a reload.</summary>
    public TimeSpan? TimeToNext(IEnumerable<string> destinations)
    {
        TimeSpan? next = null;
        foreach (var destination in destinations)
        {
            if (Find(destination) is { } pending && (next is null || pending.DueAt < next))
            {
                next = pending.DueAt;
            }
        }

        return next is { } due ? due > Now ? due - Now : TimeSpan.Zero : null;
    }
}
