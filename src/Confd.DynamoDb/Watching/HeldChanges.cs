using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>Changes that may be older than a reading of the table: they are held back until that can no longer be.</summary>
/// <remarks>That is when the last change of each key is at least as new as the reading (<see cref="RoundsSinceReading"/>). A change that
/// was made after the reading, by its time, is not held. Where this machine's clock is fast, some more changes are held; where it is slow,
/// a change of the time that it is slow may be taken for a newer one. Not thread-safe.</remarks>
/// <param name="clock">Measures how long changes are held.</param>
internal sealed class HeldChanges(TimeProvider clock)
{
    // Times of changes are in full seconds, and those of DynamoDB.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // A writer of a journal that catches up may take longer. Then the table is read again, rather than late.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, KeyItem?> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _included = new(StringComparer.Ordinal);
    private readonly RoundsSinceReading _rounds = new();
    private bool _isHolding;
    private bool _isReading;
    private long _since;
    private DateTimeOffset _readAt;

    /// <summary>The approximate size of the held items in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where changes have been held for too long.</summary>
    public bool IsOverdue => !_isReading && _items.Count > 0 && clock.GetElapsedTime(_since) >= MaxTime;

    /// <summary>A reading of the table starts.</summary>
    /// <param name="includesEarlier">True where its result includes all changes that were received until now.</param>
    public void BeginReading(bool includesEarlier)
    {
        (_isHolding, _isReading) = (true, true);
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
        (_isReading, _readAt) = (false, clock.GetUtcNow());
        string[] included = [.. _included];
        _included.Clear();
        return included;
    }

    /// <summary>Holds a change that may be older than the reading, in place of an earlier one of the same key.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">The current item; null: gone.</param>
    /// <param name="changedAt">When it changed.</param>
    /// <returns>False where it is newer: it replaces what was held.</returns>
    public bool TryAdd(string key, KeyItem? item, DateTimeOffset changedAt)
    {
        if (!_isHolding)
        {
            return false;
        }

        if (!_isReading && changedAt > _readAt + Margin)
        {
            if (_items.Remove(key, out var older))
            {
                Bytes -= Weigh(key, older);
            }

            return false;
        }

        if (_items.Count == 0)
        {
            _since = clock.GetTimestamp();
        }

        Bytes += Weigh(key, item) - (_items.TryGetValue(key, out var earlier) ? Weigh(key, earlier) : 0);
        _items[key] = item;
        return true;
    }

    /// <summary>Returns and removes the changes once they are at least as new as the reading; otherwise none.</summary>
    /// <param name="rounds">The rounds over the stream that have ended.</param>
    public IReadOnlyList<KeyValuePair<string, KeyItem?>> TakeSettled(long rounds)
    {
        if (!_isHolding || _isReading)
        {
            return [];
        }

        _rounds.Count(rounds);
        if (!_rounds.AreEnough)
        {
            return [];
        }

        _isHolding = false;
        KeyValuePair<string, KeyItem?>[] settled = [.. _items];
        Clear();
        return settled;
    }

    /// <summary>Removes all changes, as the table is read again.</summary>
    /// <returns>Their keys.</returns>
    public IReadOnlyCollection<string> Drop()
    {
        string[] dropped = [.. _included.Union(_items.Keys)];
        (_isHolding, _isReading) = (false, false);
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
