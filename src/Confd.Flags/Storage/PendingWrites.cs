using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>Data that a store failed to write while the cache in front of it is authoritative; written again, in order, when the store is
/// available. One write at a time: writers take turns.</summary>
internal sealed partial class PendingWrites(IFlagStore store, CacheSettings settings) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly OrderedDictionary<ItemName, VersionedItem> _items = [];
    private FlagDataSet? _data;
    private bool _isRecovering;
    private Task _recovery = Task.CompletedTask;

    /// <summary>Waits until no other write is in progress.</summary>
    /// <returns>Ends the turn when disposed; by then the result of the write must be recorded here.</returns>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <summary>Adds a whole data set; it replaces all pending data.</summary>
    public void Add(FlagDataSet data)
    {
        lock (_lock)
        {
            _data = data;
            _items.Clear();
            StartRecovery();
        }
    }

    /// <summary>Adds one item, if it is newer than the pending one.</summary>
    public void Add(DataKind kind, string key, VersionedItem item)
    {
        lock (_lock)
        {
            var name = new ItemName(kind, key);
            if (!_items.TryGetValue(name, out var waiting) || waiting.Version < item.Version)
            {
                // After items that were added meanwhile, such as a segment that it refers to now.
                _items.Remove(name);
                _items.Add(name, item);
            }

            StartRecovery();
        }
    }

    /// <summary>Adds an item that the store has by now to the pending data set, which would overwrite it otherwise.</summary>
    public void Note(DataKind kind, string key, VersionedItem stored)
    {
        lock (_lock)
        {
            _data = _data?.With(kind, key, stored);
        }
    }

    /// <summary>Drops all pending data: the store has been initialized with newer data.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _data = null;
            _items.Clear();
        }
    }

    /// <summary>Completes when no attempt to write is in progress. Never fails.</summary>
    public async Task WaitAsync()
    {
        Task recovery;
        lock (_lock)
        {
            recovery = _recovery;
        }

        await recovery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Completes when no write is in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        await WaitAsync().ConfigureAwait(false);
        (await TakeTurnAsync(CancellationToken.None).ConfigureAwait(false)).Dispose();
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

            while (await TryWriteNextAsync().ConfigureAwait(false))
            {
                // Until nothing is pending.
            }

            lock (_lock)
            {
                _isRecovering = _data is not null || _items.Count > 0;
                return !_isRecovering;
            }
        }
        catch (Exception exception) when (!settings.Lifetime.IsCancellationRequested)
        {
            // Also for exceptions that a store should not throw: without another attempt the data would never be written, unnoticed.
            LogNotWritten(settings.Logger, exception);
            return false;
        }
    }

    // False: nothing is pending.
    private async Task<bool> TryWriteNextAsync()
    {
        using var turn = await TakeTurnAsync(settings.Lifetime).ConfigureAwait(false);
        var (data, next) = Next();
        if (data is not null)
        {
            await OrRefusedAsync(() => store.InitAsync(data, settings.Lifetime)).ConfigureAwait(false);
            Written(data);
        }
        else if (next is { } item)
        {
            await OrRefusedAsync(
                () => store.UpsertAsync(item.Key.Kind, item.Key.Key, item.Value, settings.Lifetime)).ConfigureAwait(false);
            Written(item.Key, item.Value);
        }

        return data is not null || next is not null;
    }

    // A rejected item would be rejected again: all else is written, and a retry would fail in the same way.
    private async Task OrRefusedAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (FlagItemRefusedException exception)
        {
            LogRefused(settings.Logger, exception);
        }
    }

    private (FlagDataSet? Data, KeyValuePair<ItemName, VersionedItem>? Item) Next()
    {
        lock (_lock)
        {
            return (_data, _items.Count > 0 ? _items.GetAt(0) : null);
        }
    }

    private void Written(FlagDataSet data)
    {
        lock (_lock)
        {
            _data = _data == data ? null : _data;
        }
    }

    private void Written(ItemName name, VersionedItem item)
    {
        lock (_lock)
        {
            if (_items.TryGetValue(name, out var waiting) && waiting == item)
            {
                _items.Remove(name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store still cannot be written; the data stays in the cache")]
    private static partial void LogNotWritten(ILogger logger, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "An item could not be stored and stays in the cache only")]
    private static partial void LogRefused(ILogger logger, Exception problem);

    private sealed class Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
