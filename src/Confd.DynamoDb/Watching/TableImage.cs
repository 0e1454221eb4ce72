using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>What the table holds under some lookup keys, kept up to date by changes instead of reads.</summary>
/// <remarks>
/// It starts with a strongly consistent read while changes are collected, so that none falls between. Of those that are heard during the
/// read some may be older than what it saw: for a moment a key may show an earlier value, never a wrong one at the end.
/// What grows beyond its bound is forgotten: the next read, which has the same bound, is of what is asked for then, or says so.
/// Keys that it was not made for are read by themselves until that has cost as much as making it anew with them: whoever asks for ever
/// other keys pays for those, not each time for all that were ever asked for.
/// Safe to share between threads.
/// </remarks>
/// <param name="isConsistent">True where reads see all that was written before them; an index may be behind.</param>
/// <param name="maxBytes">How much it may hold; 0 or less for what is usual.</param>
internal sealed class TableImage(bool isConsistent, long maxBytes)
{
    /// <summary>Of how many lookup keys it may be, unless one asks for more at once.</summary>
    public const int MostKeys = 10_000;

    private readonly long _maxBytes = ByteRoom.BoundOf(maxBytes);
    private readonly Lock _lock = new();

    // What each key that has changed is now, in the order of arrival; null: gone.
    private readonly Dictionary<string, KeyItem?> _pending = new(StringComparer.Ordinal);
    private long _pendingBytes;
    private KeyItemSet? _items;
    private HashSet<string> _lookupKeys = [];

    // What was asked for and is not part of it, and what reading that has cost, in keys.
    private readonly HashSet<string> _others = [];
    private int _readForOthers;
    private KeyCover _cover = new([]);
    private int _generation;

    /// <summary>The items, if the image is whole and was made for all of these keys.</summary>
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

    /// <summary>Reads the keys: makes the image anew for these and those of before, where that is worth it.</summary>
    /// <returns>The items of these keys at least; changes of the meantime are part of them.</returns>
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
            // Whoever has begun meanwhile goes on with all of them: not both again and again.
            return await (TryRestrict(generation, lookupKeys) ? ReadAsync(lookupKeys, read) : read(lookupKeys)).ConfigureAwait(false);
        }

        lock (_lock)
        {
            var current = items.With(_pending);

            // Another read, or a gap, may have overtaken this one: what it brought is true, but nobody keeps it up to date.
            if (generation == _generation)
            {
                _items = current;
                ClearPending();
            }

            return current;
        }
    }

    /// <summary>Whether a key is part of what was read.</summary>
    public bool Covers(string key)
    {
        lock (_lock)
        {
            return _cover.Contains(key);
        }
    }

    /// <summary>Takes in one change.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">What it is now; null: gone.</param>
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

            // An item that is gone hid what lies below it, which was therefore not read.
            if ((item is null && _lookupKeys.Contains(key)) || _pendingBytes > _maxBytes)
            {
                Invalidate();
            }
        }
    }

    /// <summary>Forgets the items: changes were missed. The next read makes the image anew.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            // What was heard before may have been overtaken by what was missed: the read knows both.
            ClearPending();
            _items = null;
            _generation++;
        }
    }

    // Null: these keys are read by themselves.
    private (int Generation, List<string> Keys)? Begin(IReadOnlyList<string> lookupKeys)
    {
        lock (_lock)
        {
            if (!IsToBeMadeAnew(lookupKeys))
            {
                return null;
            }

            var all = lookupKeys.Concat(_lookupKeys).Concat(_others).ToHashSet(StringComparer.Ordinal);
            _lookupKeys = all.Count <= MostKeys || !isConsistent ? all : [.. lookupKeys];
            _cover = new KeyCover(_lookupKeys);
            _items = null;
            _others.Clear();
            _readForOthers = 0;

            if (isConsistent)
            {
                // The read sees what was heard of before it begins, and what came after that.
                ClearPending();
            }

            return (++_generation, [.. _lookupKeys]);
        }
    }

    // What somebody asks for must not fail because of what others have asked for.
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

    // An index may be behind what was heard of it: its keys are listened to from the first time on that they are asked for.
    private bool IsToBeMadeAnew(IReadOnlyList<string> lookupKeys)
    {
        if (_items is null || !isConsistent)
        {
            return true;
        }

        if (_others.Count < MostKeys)
        {
            _others.UnionWith(lookupKeys.Where(key => !_lookupKeys.Contains(key)));
        }

        return _readForOthers + lookupKeys.Count >= _lookupKeys.Count;
    }

    // A key that has no item of its own is looked for below it, which may take a look at the whole table, as making the image anew does.
    private void NoteCost(IReadOnlyList<string> lookupKeys, KeyItemSet read)
    {
        lock (_lock)
        {
            _readForOthers += lookupKeys.All(key => read.TryGet(key, out _)) ? lookupKeys.Count : _lookupKeys.Count;
        }
    }

    private static long Weigh(string key, KeyItem? item) => ByteRoom.Weigh(key, item?.Value.Length ?? 0);

    private void ClearPending()
    {
        _pending.Clear();
        _pendingBytes = 0;
    }
}
