using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>Changes that may be older than a reading of the table: they are held back until that can no longer be.</summary>
/// <remarks>Then the last change of each key is at least as new as the reading (<see cref="RoundsSinceReading"/>). Not
/// thread-safe.</remarks>
/// <param name="clock">Measures how long changes are held.</param>
internal sealed class HeldChanges(TimeProvider clock)
{
    // A writer of a journal that catches up may take longer. Then the table is read again, rather than late.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, KeyItem?> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _included = new(StringComparer.Ordinal);
    private readonly RoundsSinceReading _rounds = new();
    private bool _isReading;
    private long _since;

    /// <summary>True from the start of a reading until changes are known to be newer.</summary>
    public bool IsHolding { get; private set; }

    /// <summary>The approximate size of the held items in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where changes have been held for too long.</summary>
    public bool IsOverdue => !_isReading && _items.Count > 0 && clock.GetElapsedTime(_since) >= MaxTime;

    /// <summary>A reading of the table starts.</summary>
    /// <param name="includesEarlier">True where its result includes all changes that were received until now.</param>
    public void BeginReading(bool includesEarlier)
    {
        (IsHolding, _isReading) = (true, true);
        _rounds.Restart();
        if (includesEarlier)
        {
            _included.UnionWith(_items.Keys);
            Clear();
        }
    }

    /// <summary>The reading has completed.</summary>
    /// <returns>The keys of earlier changes that it includes.</returns>
    public IReadOnlyCollection<string> EndReading()
    {
        _isReading = false;
        string[] included = [.. _included];
        _included.Clear();
        return included;
    }

    /// <summary>Holds a change, in place of an earlier one of the same key.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">The current item; null: gone.</param>
    public void Add(string key, KeyItem? item)
    {
        if (_items.Count == 0)
        {
            _since = clock.GetTimestamp();
        }

        Bytes += Weigh(key, item) - (_items.TryGetValue(key, out var earlier) ? Weigh(key, earlier) : 0);
        _items[key] = item;
    }

    /// <summary>Returns and removes the changes once they are at least as new as the reading; otherwise none.</summary>
    /// <param name="rounds">How often the source has read the stream up to its end.</param>
    public IReadOnlyList<KeyValuePair<string, KeyItem?>> TakeSettled(long rounds)
    {
        if (!IsHolding || _isReading)
        {
            return [];
        }

        _rounds.Count(rounds);
        if (!_rounds.AreEnough)
        {
            return [];
        }

        IsHolding = false;
        KeyValuePair<string, KeyItem?>[] settled = [.. _items];
        Clear();
        return settled;
    }

    /// <summary>Removes all changes, as the table is read again.</summary>
    /// <returns>Their keys.</returns>
    public IReadOnlyCollection<string> Drop()
    {
        string[] dropped = [.. _included.Union(_items.Keys)];
        (IsHolding, _isReading) = (false, false);
        _included.Clear();
        Clear();
        return dropped;
    }

    /// <summary>Approximately what a change takes in memory.</summary>
    public static long Weigh(string key, KeyItem? item) => ByteBudget.Weigh(key, item?.Value.Length ?? 0);

    private void Clear()
    {
        _items.Clear();
        Bytes = 0;
    }
}
