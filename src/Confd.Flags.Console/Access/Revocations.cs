namespace Confd.Flags.Console.Access;

/// <summary>Sessions that were given back before their end, in this process. Safe to share between threads.</summary>
/// <remarks>
/// None is forgotten before its end, and memory stays bounded: where there are too many, the older half of them becomes one time, and
/// whatever session ends no later counts as given back too. Its owner logs in again, which is better than letting in who should be out.
/// </remarks>
internal sealed class Revocations(TimeProvider clock)
{
    /// <summary>How many are kept one by one.</summary>
    public const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);
    private DateTimeOffset _allUntil = DateTimeOffset.MinValue;

    /// <summary>How many are kept one by one now.</summary>
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

    /// <summary>Notes one.</summary>
    public void Add(Session session)
    {
        lock (_lock)
        {
            if (_ends.Count >= MostKept)
            {
                RemoveUntil(clock.GetUtcNow());
            }

            if (_ends.Count >= MostKept)
            {
                _allUntil = _ends.Values.Order().ElementAt(_ends.Count / 2);
                RemoveUntil(_allUntil);
            }

            _ends[session.Id] = session.Ends;
        }
    }

    /// <summary>True where it was given back.</summary>
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
