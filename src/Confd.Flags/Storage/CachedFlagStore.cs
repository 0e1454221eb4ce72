using System.Collections.Concurrent;
using System.Collections.Immutable;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>A cache in front of another store. Behaves like the caches of LaunchDarkly's SDKs in front of their stores.</summary>
/// <remarks>
/// Thread-safe. Concurrent requests for the same item become one read of the store. Writes through this cache are visible through it
/// immediately; writes of others are visible when the time to live is over. While older answers are served because the store cannot be
/// read, it reports that (<see cref="IFollowingFlagStore"/>). Disposing it disposes the inner store.
/// </remarks>
public sealed class CachedFlagStore : IFlagStore, IUnreadableItemStore, IFollowingFlagStore, IDisposable
{
    private const int MaxSingleItems = 10_000;

    private readonly IFlagStore _store;
    private readonly FlagCacheOptions _options;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ConcurrentDictionary<DataKind, CacheEntry<ImmutableDictionary<string, VersionedItem>>> _kinds = new();
    private readonly ConcurrentDictionary<ItemName, CacheEntry<VersionedItem?>> _items = new();
    private readonly CacheSettings _settings;
    private readonly CacheEntry<bool> _initialized;
    private readonly PendingWrites? _pending;
    private volatile bool _isInitialized;
    private int _singleItemsAdded;
    private int _isDisposed;

    /// <summary>Creates a cache in front of a store.</summary>
    /// <param name="store">Disposed with the cache.</param>
    /// <param name="options">Modes and times.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public CachedFlagStore(IFlagStore store, FlagCacheOptions options)
        : this(store, options, maxWait: Timeout.InfiniteTimeSpan)
    {
    }

    // Callers wait no longer than this: a stale value has to be returned before.
    internal CachedFlagStore(IFlagStore store, FlagCacheOptions options, TimeSpan maxWait)
    {
        options.Validate();
        _store = store;
        _options = options;
        _settings = new CacheSettings(this, options, new DeferredLogger(options.Logger), _lifetime.Token);
        if (maxWait > TimeSpan.Zero && maxWait / 2 < _settings.MaxWait)
        {
            _settings = _settings with { MaxWait = maxWait / 2 };
        }

        _initialized = new CacheEntry<bool>(_settings with { Options = ForMarker(options) }, store.InitializedAsync);
        _pending = options.IsInfinite ? new PendingWrites(store, _settings) : null;
    }

    /// <inheritdoc/>
    public event EventHandler? FollowingChanged
    {
        add
        {
            _settings.Loads.Changed += value;
            if (_store is IFollowingFlagStore following)
            {
                following.FollowingChanged += value;
            }
        }

        remove
        {
            _settings.Loads.Changed -= value;
            if (_store is IFollowingFlagStore following)
            {
                following.FollowingChanged -= value;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>That of the store; otherwise the reads of cached values that failed, or took longer than a request waits, since a read last
    /// succeeded.</remarks>
    public FollowingFailure? FollowingFailure => (_store as IFollowingFlagStore)?.FollowingFailure ?? _settings.Loads.Failure;

    /// <inheritdoc/>
    public void UseLogger(ILogger logger)
    {
        _settings.Logger.Use(logger);
        (_store as IFollowingFlagStore)?.UseLogger(logger);
    }

    /// <summary>The store behind it, and how long values are cached; for logs and debuggers.</summary>
    public override string ToString() => $"{_store}, cached for {(_options.IsInfinite ? "ever" : _options.TimeToLive.ToString("c"))}";

    /// <inheritdoc/>
    /// <remarks>With an infinite time to live the data is in the cache even if the store fails.</remarks>
    public async Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _store.InitAsync(data, cancellationToken).ConfigureAwait(false);
            _pending?.Clear();
        }
        catch (FlagItemRefusedException) when (_pending is not null)
        {
            // All other items are written, and a retry would fail in the same way.
            _pending.Clear();
            Remember(data);
            throw;
        }
        catch (FlagStoreException) when (_pending is not null)
        {
            _pending.Add(data);
            Remember(data);
            throw;
        }

        Remember(data);
    }

    /// <summary>The store that is cached. A direct write to it becomes visible in the cache when the cached value expires, or after <see
    /// cref="ReadAgainAsync"/>.</summary>
    public IFlagStore Store => _store;

    /// <summary>True where data that the store cannot write now is cached all the same, and written later: with an infinite time to
    /// live.</summary>
    public bool WritesLater => _pending is not null;

    /// <summary>Reads everything that is cached again, after writes that bypassed the cache.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read; the cache stays as it was.</exception>
    public async Task ReadAgainAsync(CancellationToken cancellationToken)
    {
        if (_options.IsOff)
        {
            return;
        }

        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        foreach (var kind in DataKind.All)
        {
            var items = await UnreadableItems.FindAllAsync(_store, kind, cancellationToken).ConfigureAwait(false);
            EntryOf(kind).Put(items.ToImmutableDictionary(StringComparer.Ordinal));
            foreach (var name in _items.Keys.Where(name => name.Kind == kind))
            {
                _items.TryRemove(name, out _);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        await FindAsync(kind, key, cancellationToken).ConfigureAwait(false) is { IsUnreadable: false } item ? item : null;

    /// <inheritdoc/>
    public Task<VersionedItem?> FindAsync(DataKind kind, string key, CancellationToken cancellationToken)
    {
        if (_options.IsOff)
        {
            // On a pool thread, as a load of the cache: a store may block the thread that calls it, and callers have time limits.
            return Task.Run(() => UnreadableItems.FindAsync(_store, kind, key, cancellationToken), cancellationToken);
        }

        // Entries that never expire would hide new items for ever: a key that was not among all items is read by itself, once.
        if (_kinds.TryGetValue(kind, out var all) && all.TryGetFresh(out var items) && (items.ContainsKey(key) || !_options.IsInfinite))
        {
            return Task.FromResult(items.GetValueOrDefault(key));
        }

        return EntryOf(kind, key).GetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        UnreadableItems.Without(await FindAllAsync(kind, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, VersionedItem>> FindAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        _options.IsOff
            ? await Task.Run(() => UnreadableItems.FindAllAsync(_store, kind, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await EntryOf(kind).GetAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>With an infinite time to live the item is in the cache even if the store fails.</remarks>
    public async Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        bool isWritten;
        try
        {
            isWritten = await _store.UpsertAsync(kind, key, item, cancellationToken).ConfigureAwait(false);
        }
        catch (FlagStoreException exception) when (_pending is not null && exception is not FlagItemRefusedException)
        {
            _pending.Add(kind, key, item);
            Remember(kind, key, item);
            throw;
        }

        var stored = isWritten || _options.IsOff ? item : await _store.GetAsync(kind, key, cancellationToken).ConfigureAwait(false);
        if (stored is not null)
        {
            _pending?.Note(kind, key, stored);
            Remember(kind, key, stored);
        }

        return isWritten;
    }

    /// <inheritdoc/>
    /// <remarks>True is never read again; false is cached for the time to live, and for 15 seconds at most.</remarks>
    public async Task<bool> InitializedAsync(CancellationToken cancellationToken)
    {
        if (!_isInitialized)
        {
            _isInitialized = _options.IsOff
                ? await _store.InitializedAsync(cancellationToken).ConfigureAwait(false)
                : await _initialized.GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return _isInitialized;
    }

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _store.IsAvailableAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (_pending is not null)
        {
            await _pending.DisposeAsync().ConfigureAwait(false);
        }

        await _store.DisposeAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static FlagCacheOptions ForMarker(FlagCacheOptions options)
    {
        var longest = new FlagCacheOptions().TimeToLive;
        var isLonger = options.IsInfinite || options.TimeToLive > longest;
        return options with { TimeToLive = isLonger ? longest : options.TimeToLive, RefreshAhead = TimeSpan.Zero };
    }

    private static VersionedItem Newer(VersionedItem? known, VersionedItem item) =>
        known is null or { IsUnreadable: true } || known.Version < item.Version ? item : known;

    // If nothing is written later, writers need not wait for each other.
    private async Task<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken) =>
        _pending is null ? null : await _pending.TakeTurnAsync(cancellationToken).ConfigureAwait(false);

    private void Remember(FlagDataSet data)
    {
        _isInitialized = true;
        if (_options.IsOff)
        {
            return;
        }

        foreach (var (kind, items) in data.Kinds)
        {
            EntryOf(kind).Put(items.ToImmutableDictionary(StringComparer.Ordinal));
        }

        // While a kind is fresh, it also serves requests for single items; those that were cached one by one are out of date.
        foreach (var name in _items.Keys.Where(name => data.Kinds.ContainsKey(name.Kind)))
        {
            _items.TryRemove(name, out _);
        }
    }

    private void Remember(DataKind kind, string key, VersionedItem item)
    {
        if (_options.IsOff)
        {
            return;
        }

        if (_kinds.TryGetValue(kind, out var all))
        {
            all.Change(items => items.SetItem(key, Newer(items.GetValueOrDefault(key), item)));
        }

        EntryOf(kind, key).Put(item, known => Newer(known, item));
    }

    private CacheEntry<ImmutableDictionary<string, VersionedItem>> EntryOf(DataKind kind) =>
        _kinds.GetOrAdd(kind, kind => new(_settings, async cancellationToken =>
            (await UnreadableItems.FindAllAsync(_store, kind, cancellationToken).ConfigureAwait(false))
                .ToImmutableDictionary(StringComparer.Ordinal)));

    private CacheEntry<VersionedItem?> EntryOf(DataKind kind, string key)
    {
        // Keys come from callers, and their number is unlimited: from time to time, entries without a value, or that can be read again, are
        // removed.
        if (Volatile.Read(ref _singleItemsAdded) >= MaxSingleItems && Interlocked.Exchange(ref _singleItemsAdded, 0) >= MaxSingleItems)
        {
            foreach (var (name, entry) in _items)
            {
                if (!_options.IsInfinite || !entry.TryGetFresh(out var item) || item is null)
                {
                    _items.TryRemove(name, out _);
                }
            }
        }

        return _items.GetOrAdd(new(kind, key), name =>
        {
            Interlocked.Increment(ref _singleItemsAdded);
            return new(_settings, cancellationToken => UnreadableItems.FindAsync(_store, name.Kind, name.Key, cancellationToken));
        });
    }
}
