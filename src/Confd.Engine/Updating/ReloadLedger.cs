using Confd.Engine.Resources;

namespace Confd.Engine.Updating;

/// <summary>Remembers, by destination, when reloads succeeded and which are still owed. Lives as long as the daemon, across reloads of the
/// resources.</summary>
/// <param name="clock">Times are measured, not read off the calendar.</param>
internal sealed class ReloadLedger(TimeProvider clock)
{
    // Destinations come and go with the names of a `for_each`: those that need not wait any more are forgotten.
    private const int LeastToTidy = 256;

    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<string, Success> _lastSuccess = [];
    private readonly Dictionary<string, PendingReload> _pending = [];

    private int _tidyAt = LeastToTidy;

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>How long a reload of a resource has still to wait for <c>min_reload_interval</c>; zero where it may run.</summary>
    public TimeSpan TimeToWait(Resource resource)
    {
        if (!_lastSuccess.TryGetValue(resource.Destination, out var last))
        {
            return TimeSpan.Zero;
        }

        var next = last.At + resource.MinReloadInterval;
        return next > Now ? next - Now : TimeSpan.Zero;
    }

    /// <summary>How long a reload has still to wait by chance; zero where it may run, or was not put off by <see cref="Splay"/>.</summary>
    public TimeSpan TimeToSplay(Resource resource) =>
        Find(resource.Destination) is { IsSplayed: true } pending && pending.DueAt > Now ? pending.DueAt - Now : TimeSpan.Zero;

    /// <summary>Notes a reload that is owed and waits by chance.</summary>
    /// <inheritdoc cref="Owe"/>
    public void Splay(Resource resource, string stagePath, TimeSpan delay) =>
        _pending[resource.Destination] = new PendingReload(resource, stagePath, Now + delay, IsSplayed: true);

    /// <summary>A reload that is owed, or null.</summary>
    public PendingReload? Find(string destination) => _pending.GetValueOrDefault(destination);

    /// <summary>Notes a reload that succeeded: nothing is owed any more.</summary>
    public void Succeeded(Resource resource)
    {
        _pending.Remove(resource.Destination);
        _lastSuccess.Remove(resource.Destination);
        if (resource.MinReloadInterval > TimeSpan.Zero)
        {
            _lastSuccess[resource.Destination] = new Success(Now, resource.MinReloadInterval);
            Tidy();
        }
    }

    /// <summary>Notes a reload that is owed.</summary>
    /// <param name="resource">Whose file changed.</param>
    /// <param name="stagePath">What <c>{{.src}}</c> stands for.</param>
    /// <param name="delay">When it is tried without any other occasion, from now.</param>
    public void Owe(Resource resource, string stagePath, TimeSpan delay) =>
        _pending[resource.Destination] = new PendingReload(resource, stagePath, Now + delay);

    /// <summary>Drops a reload that is owed.</summary>
    public void Forget(string destination) => _pending.Remove(destination);

    /// <summary>Everything that is owed.</summary>
    public IReadOnlyList<PendingReload> FindAll() => [.. _pending.Values];

    /// <summary>Has a reload owed by the same resource as it is now.</summary>
    public void Rebind(PendingReload pending, Resource resource) => _pending[resource.Destination] = pending with { Resource = resource };

    /// <summary>The resources that owe a reload that need not wait for another occasion.</summary>
    public IReadOnlyList<Resource> FindDue() =>
        [.. _pending.Values.Where(pending => pending.DueAt <= Now).Select(pending => pending.Resource)];

    /// <summary>The destinations whose reloads are owed.</summary>
    public IReadOnlyCollection<string> OwedDestinations => _pending.Keys;

    /// <summary>The resource files whose reloads are owed.</summary>
    public IReadOnlySet<string> OwedPaths() => _pending.Values.Select(pending => pending.Resource.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>The time until the first reload that is owed; null where none is.</summary>
    public TimeSpan? TimeToNext()
    {
        if (_pending.Count == 0)
        {
            return null;
        }

        var due = _pending.Values.Min(pending => pending.DueAt);
        return due > Now ? due - Now : TimeSpan.Zero;
    }

    /// <summary>How many destinations are remembered.</summary>
    internal int Count => _lastSuccess.Count + _pending.Count;

    private void Tidy()
    {
        if (_lastSuccess.Count < _tidyAt)
        {
            return;
        }

        var now = Now;
        foreach (var (destination, success) in _lastSuccess)
        {
            if (now - success.At >= success.Interval)
            {
                _lastSuccess.Remove(destination);
            }
        }

        _tidyAt = Math.Max(LeastToTidy, _lastSuccess.Count * 2);
    }

    private readonly record struct Success(TimeSpan At, TimeSpan Interval);
}
