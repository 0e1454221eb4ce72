using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>What the table holds under some lookup keys, kept up to date by changes instead of reads.</summary>
/// <remarks>
/// It starts with a strongly consistent read while changes are collected, so that none falls between. Of those that are heard during the
/// read some may be older than what it saw: for a moment a key may show an earlier value, never a wrong one at the end.
/// What grows beyond its bound is forgotten: the next read, which has the same bound, says so.
/// Safe to share between threads.
/// </remarks>
/// <param name="isConsistent">True where reads see all that was written before them; an index may be behind.</param>
/// <param name="maxBytes">How much it may hold; 0 or less for what is usual.</param>
internal sealed class TableImage(bool isConsistent, long maxBytes)
{
    private readonly long _maxBytes = new ByteRoom(maxBytes).Bytes;
    private readonly Lock _lock = new();

    // What each key that has changed is now, in the order of arrival; null: gone.
    private readonly Dictionary<string, KeyItem?> _pending = new(StringComparer.Ordinal);
    private long _pendingBytes;
    private KeyItemSet? _items;
    private HashSet<string> _lookupKeys = [];
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

    /// <summary>Makes the image anew for these keys and those of before.</summary>
    /// <returns>The items; changes of the meantime are part of them.</returns>
    public async Task<KeyItemSet> ReadAsync(
        IReadOnlyList<string> lookupKeys, Func<IReadOnlyList<string>, Task<KeyItemSet>> read)
    {
        int generation;
        List<string> all;
        lock (_lock)
        {
            _lookupKeys = [.. _lookupKeys, .. lookupKeys];
            _cover = new KeyCover(_lookupKeys);
            _items = null;

            if (isConsistent)
            {
                // The read sees what was heard of before it begins, and what came after that.
                ClearPending();
            }

            generation = ++_generation;
            all = [.. _lookupKeys];
        }

        var items = await read(all).ConfigureAwait(false);
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

    private static long Weigh(string key, KeyItem? item) => ByteRoom.Weigh(key, item?.Value.Length ?? 0);

    private void ClearPending()
    {
        _pending.Clear();
        _pendingBytes = 0;
    }
}
