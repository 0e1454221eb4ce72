using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>The table's items under some lookup keys, updated by changes instead of reads.</summary>
/// <remarks>
/// It starts with a strongly consistent read while changes are collected, so that none is missed. Some changes that are received during the
/// read may be older than its result: for a moment a key may have an earlier value, but never a wrong one in the end. An image that exceeds
/// its limit is discarded: the next read, which has the same limit, covers only the keys requested then, or fails. Keys that are not part
/// of it are read individually until that has cost as much as rebuilding it with them: a caller with ever different keys pays for those,
/// but not each time for all earlier ones. Thread-safe.
/// </remarks>
/// <param name="isConsistent">True where reads return all earlier writes; an index may be behind.</param>
/// <param name="maxBytes">The memory limit; 0 or less for the default.</param>
internal sealed class TableImage(bool isConsistent, long maxBytes)
{
    /// <summary>The maximum number of its lookup keys, unless a single call requests more.</summary>
    public const int MaxKeys = 10_000;

    private readonly long _maxBytes = ByteBudget.BoundOf(maxBytes);
    private readonly Lock _lock = new();

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
                    Invalidate();
                }
            }

            return _items;
        }
    }

    /// <summary>Reads the keys: rebuilds the image for these and the earlier ones, if that is worthwhile.</summary>
    /// <returns>The items of at least these keys, with changes made meanwhile.</returns>
    public async Task<KeyItemSet> ReadAsync(
        IReadOnlyList<string> lookupKeys, Func<IReadOnlyList<string>, Task<KeyItemSet>> read)
    {
        if (Begin(lookupKeys) is not var (generation, all))
        {
            var others = await read(lookupKeys).ConfigureAwait(false);
            NoteCost(lookupKeys, others);
            return others;
        }

        KeyItemSet items;
        try
        {
            items = await read(all).ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (
            failed.Failure == DynamoDbFailure.ReadingTooLarge && isConsistent && !all.TrueForAll(lookupKeys.Contains))
        {
            // A concurrent caller continues with all of them, so that not both read repeatedly.
            return await (TryRestrict(generation, lookupKeys) ? ReadAsync(lookupKeys, read) : read(lookupKeys)).ConfigureAwait(false);
        }

        lock (_lock)
        {
            var current = items.With(_pending);

            // Another read, or a gap, may have overtaken this one: its result is correct, but is not updated any more.
            if (generation == _generation)
            {
                _items = current;
                ClearPending();
            }

            return current;
        }
    }

    /// <summary>Whether a key is covered by the image.</summary>
    public bool Covers(string key)
    {
        lock (_lock)
        {
            return _cover.Contains(key);
        }
    }

    /// <summary>Applies one change.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">The current item; null: gone.</param>
    public void Apply(string key, KeyItem? item)
    {
        lock (_lock)
        {
            if (!_cover.Contains(key))
            {
                return;
            }

            _pendingBytes += Weigh(key, item) - (_pending.TryGetValue(key, out var earlier) ? Weigh(key, earlier) : 0);
            _pending[key] = item;

            // An item that is gone hid the items below it, which were therefore not read.
            if ((item is null && _lookupKeys.Contains(key)) || _pendingBytes > _maxBytes)
            {
                Invalidate();
            }
        }
    }

    /// <summary>Discards the items: changes were missed. The next read rebuilds the image.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            // Earlier changes may have been overtaken by missed ones: the read includes both.
            ClearPending();
            _items = null;
            _generation++;
        }
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
    private void NoteCost(IReadOnlyList<string> lookupKeys, KeyItemSet read)
    {
        lock (_lock)
        {
            _readForOthers += lookupKeys.All(key => read.TryGet(key, out _)) ? lookupKeys.Count : _lookupKeys.Count;
        }
    }

    private static long Weigh(string key, KeyItem? item) => ByteBudget.Weigh(key, item?.Value.Length ?? 0);

    private void ClearPending()
    {
        _pending.Clear();
        _pendingBytes = 0;
    }
}
