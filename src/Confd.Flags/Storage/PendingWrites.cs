using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>What a store refused while the cache in front of it is the truth; written again, in order, when the store is back.</summary>
internal sealed class PendingWrites(IFlagStore store, CacheSettings settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(DataKind Kind, string Key), VersionedItem> _items = [];
    private FlagDataSet? _data;
    private bool _isRecovering;
    private Task _recovery = Task.CompletedTask;

    /// <summary>Keeps a whole data set; it makes everything that waited before it obsolete.</summary>
    public void Add(FlagDataSet data)
    {
        lock (_lock)
        {
            _data = data;
            _items.Clear();
            StartRecovery();
        }
    }

    /// <summary>Keeps one item, if it is newer than the one that waits.</summary>
    public void Add(DataKind kind, string key, VersionedItem item)
    {
        lock (_lock)
        {
            if (!_items.TryGetValue((kind, key), out var waiting) || waiting.Version < item.Version)
            {
                _items[(kind, key)] = item;
            }

            StartRecovery();
        }
    }

    /// <summary>Forgets everything: the store has been initialised with newer data.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _data = null;
            _items.Clear();
        }
    }

    /// <summary>Completes when no attempt to write is under way any more. Never fails.</summary>
    public Task WaitAsync()
    {
        lock (_lock)
        {
            return _recovery.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void StartRecovery()
    {
        if (!_isRecovering)
        {
            _isRecovering = true;
            _recovery = Task.Run(RecoverAsync);
        }
    }

    private async Task RecoverAsync()
    {
        do
        {
            await Task.Delay(settings.Options.RetryDelay, settings.Clock, settings.Lifetime).ConfigureAwait(false);
        }
        while (!await TryWriteAllAsync().ConfigureAwait(false));
    }

    private async Task<bool> TryWriteAllAsync()
    {
        try
        {
            if (!await store.IsAvailableAsync(settings.Lifetime).ConfigureAwait(false))
            {
                return false;
            }

            FlagDataSet? data;
            lock (_lock)
            {
                data = _data;
            }

            if (data is not null)
            {
                await OrTooLargeAsync(() => store.InitAsync(data, settings.Lifetime)).ConfigureAwait(false);
                Written(data);
            }

            while (NextItem() is { } next)
            {
                await OrTooLargeAsync(
                    () => store.UpsertAsync(next.Key.Kind, next.Key.Key, next.Value, settings.Lifetime)).ConfigureAwait(false);
                Written(next.Key, next.Value);
            }

            lock (_lock)
            {
                _isRecovering = _data is not null || _items.Count > 0;
                return !_isRecovering;
            }
        }
        catch (Exception exception) when (!settings.Lifetime.IsCancellationRequested)
        {
            // Also what no store should throw: without another attempt the data would never be written, and nobody would know.
            settings.Logger.LogWarning(exception, "The flag store still cannot be written; the data stays in the cache");
            return false;
        }
    }

    // What is too large today is too large tomorrow: all else is written, and trying again would end the same.
    private async Task OrTooLargeAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (FlagItemTooLargeException exception)
        {
            settings.Logger.LogError(exception, "An item stays in the cache only");
        }
    }

    private KeyValuePair<(DataKind Kind, string Key), VersionedItem>? NextItem()
    {
        lock (_lock)
        {
            return _data is null && _items.Count > 0 ? _items.First() : null;
        }
    }

    private void Written(FlagDataSet data)
    {
        lock (_lock)
        {
            _data = _data == data ? null : _data;
        }
    }

    private void Written((DataKind Kind, string Key) name, VersionedItem item)
    {
        lock (_lock)
        {
            if (_items.TryGetValue(name, out var waiting) && waiting == item)
            {
                _items.Remove(name);
            }
        }
    }
}
