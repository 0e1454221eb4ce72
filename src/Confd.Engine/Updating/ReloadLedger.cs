using Confd.Engine.Resources;

namespace Confd.Engine.Updating;

/// <summary>Remembers, by destination, when reloads succeeded and which are still owed. Lives as long as the daemon, across reloads of the
/// resources.</summary>
/// <param name="clock">Times are measured, not read off the calendar.</param>
internal sealed class ReloadLedger(TimeProvider clock)
{
    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<string, TimeSpan> _lastSuccess = [];
    private readonly Dictionary<string, PendingReload> _pending = [];

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>How long a reload of a resource has still to wait for <c>min_reload_interval</c>; zero where it may run.</summary>
    public TimeSpan TimeToWait(Resource resource)
    {
        if (!_lastSuccess.TryGetValue(resource.Destination, out var last))
        {
            return TimeSpan.Zero;
        }

        var next = last + resource.MinReloadInterval;
        return next > Now ? next - Now : TimeSpan.Zero;
    }

    /// <summary>A reload that is owed, or null.</summary>
    public PendingReload? Find(string destination) => _pending.GetValueOrDefault(destination);

    /// <summary>Notes a reload that succeeded: nothing is owed any more.</summary>
    public void Succeeded(string destination)
    {
        _lastSuccess[destination] = Now;
        _pending.Remove(destination);
    }

    /// <summary>Notes a reload that is owed.</summary>
    /// <param name="resource">Whose file changed.</param>
    /// <param name="stagePath">What <c>{{.src}}</c> stands for.</param>
    /// <param name="delay">When it is tried without any other occasion, from now.</param>
    public void Owe(Resource resource, string stagePath, TimeSpan delay) =>
        _pending[resource.Destination] = new PendingReload(resource, stagePath, Now + delay);

    /// <summary>Drops a reload that is owed.</summary>
    public void Forget(string destination) => _pending.Remove(destination);

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
}
