namespace Confd.Flags.Console.Access;

/// <summary>Sessions of this process that were revoked before their end. Thread-safe.</summary>
/// <remarks>
/// No revocation is lost before the session's end, and memory is bounded: if there are too many, the older half of them is replaced by one
/// time, and every session that ends no later counts as revoked. Its owner has to log in again, which is better than accepting a revoked
/// session.
/// </remarks>
internal sealed class Revocations(TimeProvider clock)
{
    /// <summary>The maximum number that is kept individually.</summary>
    public const int MaxKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);
    private DateTimeOffset _allUntil = DateTimeOffset.MinValue;

    /// <summary>The number that is kept individually now.</summary>
    public int Kept
    {
        get
        {
            lock (_lock)
            {
                return _ends.Count;
            }
        }
    }

    /// <summary>Adds a revoked session.</summary>
    public void Add(Session session)
    {
        lock (_lock)
        {
            if (_ends.Count >= MaxKept)
            {
                RemoveUntil(clock.GetUtcNow());
            }

            if (_ends.Count >= MaxKept)
            {
                _allUntil = _ends.Values.Order().ElementAt(_ends.Count / 2);
                RemoveUntil(_allUntil);
            }

            _ends[session.Id] = session.Ends;
        }
    }

    /// <summary>True if the session was revoked.</summary>
    public bool Contains(Session session)
    {
        lock (_lock)
        {
            return session.Ends <= _allUntil || _ends.ContainsKey(session.Id);
        }
    }

    private void RemoveUntil(DateTimeOffset time)
    {
        foreach (var (id, ends) in _ends)
        {
            if (ends <= time)
            {
                _ends.Remove(id);
            }
        }
    }
}
