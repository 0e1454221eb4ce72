using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>What the table holds under some lookup keys, kept up to date by changes instead of reads.</summary>
/// <remarks>
/// Each lookup key joins it with one strongly consistent read, during which changes are collected, so that none falls between. Of those
/// that are heard during the read some may be older than what it saw: for a moment a key may show an earlier value, never a wrong one at
/// the end. Where changes were missed everything is forgotten; what was asked for since the time before that is read along with the next
/// read, so that keys that nobody asks for any more are left out in time. What grows beyond its bounds is forgotten as well.
/// Safe to share between threads.
/// </remarks>
/// <param name="isConsistent">True where reads see all that was written before them; an index may be behind.</param>
/// <param name="maxBytes">How much it may hold; 0 or less for what is usual.</param>
internal sealed class TableImage(bool isConsistent, long maxBytes)
{
    /// <summary>How many lookup keys it may be of: whoever asks for ever other keys is not to fill the memory with them.</summary>
    public const int MostKeys = 10_000;

    private readonly long _maxBytes = new ByteRoom(maxBytes).Bytes;
    private readonly Lock _lock = new();
    private readonly HeardChanges _heard = new();
    private readonly List<Joining> _joining = [];
    private readonly HashSet<string> _lookupKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private KeyItemSet _items = KeyItemSet.Empty;
    private KeyCover _cover = new([]);

    // What the next read is of as well. Changes of it are listened for already where that read may be behind them.
    private Joining _again = new([]);

    /// <summary>The items, if the image is whole for all of these keys.</summary>
    public KeyItemSet? TryGet(IReadOnlyList<string> lookupKeys)
    {
        lock (_lock)
        {
            if (!lookupKeys.All(_lookupKeys.Contains) || !TryTakeHeard())
            {
                return null;
            }

            _asked.UnionWith(lookupKeys);
            return _items;
        }
    }

    /// <summary>Reads the keys that the image is not made for, and makes it of them as well.</summary>
    /// <returns>The items of all these keys at least; changes of the meantime are part of them.</returns>
    public async Task<KeyItemSet> ReadAsync(
        IReadOnlyList<string> lookupKeys, Func<IReadOnlyList<string>, Task<KeyItemSet>> read)
    {
        KeyItemSet known;
        KeyCover cover;
        Joining joining;
        lock (_lock)
        {
            TryTakeHeard();
            (known, cover) = (_items, _cover);
            joining = Begin(lookupKeys);
        }

        try
        {
            var items = await read([.. joining.Keys]).ConfigureAwait(false);
            lock (_lock)
            {
                // A gap may have overtaken the read: what it brought is true, but nobody keeps it up to date.
                return _joining.Contains(joining) ? Join(joining, items, lookupKeys) : Merge(known, cover, joining, items);
            }
        }
        finally
        {
            lock (_lock)
            {
                _joining.Remove(joining);
            }
        }
    }

    /// <summary>Whether a key is part of what was read, or is being read.</summary>
    public bool Covers(string key)
    {
        lock (_lock)
        {
            return _cover.Contains(key) || _joining.Exists(joining => joining.Cover.Contains(key));
        }
    }

    /// <summary>Takes in one change.</summary>
    /// <param name="key">The key that changed.</param>
    /// <param name="item">What it is now; null: gone.</param>
    public void Apply(string key, KeyItem? item)
    {
        lock (_lock)
        {
            var isTooMuch = _cover.Contains(key) && _heard.Add(key, item) > _maxBytes;
            foreach (var joining in _joining.Where(joining => joining.Cover.Contains(key)))
            {
                isTooMuch |= joining.Heard.Add(key, item) > _maxBytes;
            }

            // An item that is gone hid what lies below it, which was therefore not read.
            if (isTooMuch || (item is null && _lookupKeys.Contains(key)))
            {
                Invalidate();
            }
            else if (item is null)
            {
                _joining.RemoveAll(joining => joining != _again && joining.Keys.Contains(key));
            }
        }
    }

    /// <summary>Forgets the items: changes were missed. The next read makes the image anew.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            var next = new Joining([.. _asked, .. _again.Keys]);
            Forget();
            _again = next;
            if (!isConsistent)
            {
                _joining.Add(next);
            }
        }
    }

    private Joining Begin(IReadOnlyList<string> lookupKeys)
    {
        var joining = new Joining([.. lookupKeys.Where(key => !_lookupKeys.Contains(key)), .. _again.Keys]);
        joining.Heard.AddAll(_again.Heard);
        _joining.Remove(_again);
        _again = new([]);
        _joining.Add(joining);
        return joining;
    }

    private KeyItemSet Join(Joining joining, KeyItemSet read, IReadOnlyList<string> lookupKeys)
    {
        TryTakeHeard();
        var all = Merge(_items, _cover, joining, read);
        var next = all;
        if (_lookupKeys.Count > 0 && _lookupKeys.Count + joining.Keys.Count > MostKeys)
        {
            next = read.With(joining.Heard.Items);
            Forget();
        }

        _items = next;

        _lookupKeys.UnionWith(joining.Keys);
        _asked.UnionWith(lookupKeys.Where(_lookupKeys.Contains));
        _cover = new KeyCover(_lookupKeys);
        CheckSize();
        return all;
    }

    // An index may be behind the changes that were heard, so what is known of it counts more; it is always read with all below a key.
    private KeyItemSet Merge(KeyItemSet known, KeyCover cover, Joining joining, KeyItemSet read)
    {
        if (known.Count == 0)
        {
            return read.With(joining.Heard.Items);
        }

        var changes = new Dictionary<string, KeyItem?>(StringComparer.Ordinal);
        foreach (var item in read.Items.Span)
        {
            if (isConsistent || !cover.Contains(item.Key))
            {
                changes[item.Key] = item;
            }
        }

        foreach (var (key, item) in joining.Heard.Items)
        {
            changes[key] = item;
        }

        return known.With(changes);
    }

    private bool TryTakeHeard()
    {
        if (_heard.Items.Count == 0)
        {
            return true;
        }

        _items = _items.With(_heard.Items);
        _heard.Clear();
        return CheckSize();
    }

    // What was asked for is too much together: the next read is of what it asks for alone.
    private bool CheckSize()
    {
        if (_items.Bytes <= _maxBytes)
        {
            return true;
        }

        Forget();
        return false;
    }

    private void Forget()
    {
        // What was heard before may have been overtaken by what was missed: the next read knows both.
        _joining.ForEach(joining => joining.Heard.Clear());
        _joining.Clear();
        _again = new([]);
        _heard.Clear();
        _asked.Clear();
        _lookupKeys.Clear();
        _cover = new KeyCover([]);
        _items = KeyItemSet.Empty;
    }

    /// <summary>Keys that are being read, and what has been heard of them since.</summary>
    private sealed class Joining(HashSet<string> keys)
    {
        public IReadOnlySet<string> Keys { get; } = keys;

        public KeyCover Cover { get; } = new(keys);

        public HeardChanges Heard { get; } = new();
    }
}
