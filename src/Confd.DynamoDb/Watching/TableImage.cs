using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>The table's items under some lookup keys, updated by changes instead of reads.</summary>
/// <remarks>
/// It starts with a strongly consistent read while changes are collected, so that none is missed. Changes that are received during the read
/// and after it may be older than its result: by seconds, and by hours where the writer of a journal catches up. They are held until that
/// can no longer be (<see cref="HeldChanges"/>), so that no key has an earlier value again. An image that exceeds its limit is discarded:
/// the next read, which has the same limit, covers only the keys requested then, or fails. Keys that are not part of it are read
/// individually until that has cost as much as rebuilding it with them: a caller with ever different keys pays for those, but not each time
/// for all earlier ones. Thread-safe.
/// </remarks>
/// <param name="isConsistent">True where reads return all earlier writes; an index may be behind.</param>
/// <param name="maxBytes">The memory limit; 0 or less for the default.</param>
/// <param name="clock">Limits how long changes are held.</param>
/// <param name="changed">Receives the keys that have changed, when a read has the changes; never called under the image's lock.</param>
internal sealed class TableImage(bool isConsistent, long maxBytes, TimeProvider clock, Action<IReadOnlyCollection<string>> changed)
{
    /// <summary>The maximum number of its lookup keys, unless a single call requests more.</summary>
    public const int MaxKeys = 10_000;

    private readonly long _maxBytes = ByteBudget.BoundOf(maxBytes);
    private readonly Lock _lock = new();
    private readonly HeldChanges _held = new(clock);

    // The current item of each changed key, in order of arrival; null: gone.
    private readonly Dictionary<string, KeyItem?> _pending = new(StringComparer.Ordinal);
    private long _pendingBytes;
    private KeyItemSet? _items;
    private HashSet<string> _lookupKeys = [];

    // Keys that were requested and are not part of it, and the cost of reading them, in keys.
    private readonly HashSet<string> _others = [];
    private int _readForOthers;
    private KeyCover _cover = new([]);
    private int _generation;

    /// <summary>The items, if the image is complete and covers all of these keys.</summary>
    public KeyItemSet? TryGet(IReadOnlyList<string> lookupKeys)
    {
        IReadOnlyCollection<string> dropped = [];
        KeyItemSet? items;
        lock (_lock)
        {
            if (_items is null || !lookupKeys.All(_lookupKeys.Contains))
            {
                return null;
            }

            if (_pending.Count > 0)
            {
                _items = _items.With(_pending);
                ClearPending();
                if (_items.Bytes > _maxBytes)
                {
                    dropped = Discard();
                }
            }

            items = _items;
        }

        Report(dropped);
        return items;
    }

    /// <summary>Reads the keys: rebuilds the image for these and the earlier ones, if that is worthwhile.</summary>
    /// <returns>The items of at least these keys, with changes made meanwhile.</returns>
    public async Task<KeyItemSet> ReadAsync(
        IReadOnlyList<string> lookupKeys, Func<IReadOnlyList<string>, Task<KeyItemSet>> read)
    {
        if (Begin(lookupKeys) is not var (generation, all))
        {
            var others = await read(lookupKeys).ConfigureAwait(false);
            RecordCost(lookupKeys, others);
            return others;
        }

        KeyItemSet items;
        try
        {
            items = await ReadAllAsync(generation, all, read).ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (
            failed.Failure == DynamoDbFailure.ReadingTooLarge && isConsistent && !all.TrueForAll(lookupKeys.Contains))
        {
            // A concurrent caller continues with all of them, so that not both read repeatedly.
            return await (TryRestrict(generation, lookupKeys) ? ReadAsync(lookupKeys, read) : read(lookupKeys)).ConfigureAwait(false);
        }

        KeyItemSet current;
        IReadOnlyCollection<string> included = [];
        lock (_lock)
        {
            current = items.With(_pending);

            // Another read, or a gap, may have overtaken this one: its result is correct, but is no longer updated.
            if (generation == _generation)
            {
                _items = current;
                ClearPending();
                included = _held.EndReading();
            }
        }

        Report(included);
        return current;
    }

    /// <summary>Whether a key is covered by the image.</summary>
    public bool Covers(string key)
    {
        lock (_lock)
        {
            return _cover.Contains(key);
        }
    }

    /// <summary>Applies one change, immediately or as soon as it is known to be newer than the items.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">The current item; null: gone.</param>
    /// <param name="changedAt">When it changed, by DynamoDB's clock.</param>
    public void Apply(string key, KeyItem? item, DateTimeOffset changedAt)
    {
        IReadOnlyCollection<string> visible = [];
        lock (_lock)
        {
            if (!_cover.Contains(key))
            {
                visible = [key];
            }
            else if (_held.TryAdd(key, item, changedAt))
            {
                visible = _pendingBytes + _held.Bytes > _maxBytes ? Discard() : [];
            }
            else
            {
                visible = [key, .. Show(key, item)];
            }
        }

        Report(visible);
    }

    /// <summary>Applies the changes that are known to be newer than the items by now.</summary>
    /// <param name="rounds">The rounds over the stream that have ended.</param>
    public void CountRounds(long rounds)
    {
        IReadOnlyCollection<string> visible;
        lock (_lock)
        {
            var settled = _held.TakeSettled(rounds);
            visible = _held.IsOverdue ? Discard() : [.. settled.SelectMany(change => Show(change.Key, change.Value).Prepend(change.Key))];
        }

        Report(visible);
    }

    /// <summary>Discards the items: changes were missed. The next read rebuilds the image.</summary>
    public void Invalidate()
    {
        IReadOnlyCollection<string> dropped;
        lock (_lock)
        {
            dropped = Discard();
        }

        Report(dropped);
    }

    // Returns the keys of held changes: the next read has them.
    private IReadOnlyCollection<string> Discard()
    {
        // Earlier changes may have been overtaken by missed ones: the read includes both.
        ClearPending();
        _items = null;
        _generation++;
        return _held.Drop();
    }

    // Returns the keys of held changes where it discards the items.
    private IReadOnlyCollection<string> Show(string key, KeyItem? item)
    {
        _pendingBytes += HeldChanges.Weigh(key, item) - (_pending.TryGetValue(key, out var earlier) ? HeldChanges.Weigh(key, earlier) : 0);
        _pending[key] = item;

        // An item that is gone hid the items below it, which were therefore not read.
        return (item is null && _lookupKeys.Contains(key)) || _pendingBytes > _maxBytes ? Discard() : [];
    }

    private void Report(IReadOnlyCollection<string> keys)
    {
        if (keys.Count > 0)
        {
            changed(keys);
        }
    }

    private async Task<KeyItemSet> ReadAllAsync(
        int generation, IReadOnlyList<string> keys, Func<IReadOnlyList<string>, Task<KeyItemSet>> read)
    {
        try
        {
            return await read(keys).ConfigureAwait(false);
        }
        catch
        {
            Abandon(generation);
            throw;
        }
    }

    // Nothing is held for a read that failed: whoever waits for a change reads again.
    private void Abandon(int generation)
    {
        IReadOnlyCollection<string> dropped;
        lock (_lock)
        {
            dropped = generation == _generation ? _held.Drop() : [];
        }

        Report(dropped);
    }

    // Null: these keys are read individually.
    private (int Generation, List<string> Keys)? Begin(IReadOnlyList<string> lookupKeys)
    {
        lock (_lock)
        {
            if (!MustRebuild(lookupKeys))
            {
                return null;
            }

            var all = lookupKeys.Concat(_lookupKeys).Concat(_others).ToHashSet(StringComparer.Ordinal);
            _lookupKeys = all.Count <= MaxKeys || !isConsistent ? all : [.. lookupKeys];
            _cover = new KeyCover(_lookupKeys);
            _items = null;
            _others.Clear();
            _readForOthers = 0;

            _held.BeginReading(includesEarlier: isConsistent);
            if (isConsistent)
            {
                // The read includes changes that were received before it starts, and later ones are applied to it.
                ClearPending();
            }

            return (++_generation, [.. _lookupKeys]);
        }
    }

    // A caller's read must not fail because of keys that others requested.
    private bool TryRestrict(int generation, IReadOnlyList<string> lookupKeys)
    {
        lock (_lock)
        {
            if (generation != _generation)
            {
                return false;
            }

            _lookupKeys = [.. lookupKeys];
            return true;
        }
    }

    // An index may be behind the changes that were received: its keys are covered from the first request on.
    private bool MustRebuild(IReadOnlyList<string> lookupKeys)
    {
        if (_items is null || !isConsistent)
        {
            return true;
        }

        if (_others.Count < MaxKeys)
        {
            _others.UnionWith(lookupKeys.Where(key => !_lookupKeys.Contains(key)));
        }

        return _readForOthers + lookupKeys.Count >= _lookupKeys.Count;
    }

    // A key without an item is searched for below it, which may take a Scan of the whole table, as rebuilding the image does.
    private void RecordCost(IReadOnlyList<string> lookupKeys, KeyItemSet read)
    {
        lock (_lock)
        {
            _readForOthers += lookupKeys.All(key => read.TryGet(key, out _)) ? lookupKeys.Count : _lookupKeys.Count;
        }
    }

    private void ClearPending()
    {
        _pending.Clear();
        _pendingBytes = 0;
    }
}
