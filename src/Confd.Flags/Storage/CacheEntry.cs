using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>One cached answer: fresh, about to be refreshed, or stale. All who ask while it is loaded share one load.</summary>
/// <param name="shared">The cache's settings, clock and lifetime.</param>
/// <param name="load">Reads from the store. Its token ends with the cache, not with the one who asks.</param>
internal sealed partial class CacheEntry<T>(CacheSettings shared, Func<CancellationToken, Task<T>> load)
{
    private readonly Lock _lock = new();
    private T _value = default!;
    private bool _hasValue;
    private long _readAt;
    private long? _failedAt;
    private Task<T>? _loading;

    /// <summary>A fresh answer, if there is one; may start a refresh ahead of its end of life.</summary>
    public bool TryGetFresh(out T value)
    {
        lock (_lock)
        {
            value = _value;
            return _hasValue && IsFresh();
        }
    }

    /// <summary>The fresh answer, or one from the store, or a stale one if the store fails or is late and the
    /// settings allow it.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> loading;
        TimeSpan longestWait;
        lock (_lock)
        {
            if (_hasValue && (IsFresh() || (IsUsableStale() && IsLeftAlone())))
            {
                return _value;
            }

            loading = _loading ??= StartLoading();
            var hasStale = _hasValue && IsUsableStale();
            if (hasStale && shared.LateLoads.Any && !loading.IsCompleted)
            {
                return _value;
            }

            longestWait = hasStale ? shared.Patience : Timeout.InfiniteTimeSpan;
        }

        try
        {
            return await loading.WaitAsync(longestWait, shared.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FlagStoreException or TimeoutException)
        {
            // Where it is only late it goes on, and an answer of it is taken; until it has ended nobody else waits for the store.
            shared.LateLoads.Add(loading);
            lock (_lock)
            {
                if (_hasValue && IsUsableStale())
                {
                    LogStale(shared.Logger, exception);
                    return _value;
                }
            }

            if (exception is TimeoutException && !loading.IsFaulted)
            {
                // Late, and what there was has become too old: now it is worth the wait.
                return await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Puts an answer that is newer than whatever is being loaded.</summary>
    public void Put(T value) => Put(value, _ => value);

    /// <summary>As <see cref="Put(T)"/>, but a fresh answer has its say in what is kept.</summary>
    public void Put(T value, Func<T, T> merge)
    {
        lock (_lock)
        {
            Keep(_hasValue && IsFresh() ? merge(_value) : value);
            _loading = null;
        }
    }

    /// <summary>Changes the answer, if there is one, without making it any fresher; a load under way is started over by the next
    /// question.</summary>
    public void Change(Func<T, T> change)
    {
        lock (_lock)
        {
            _value = _hasValue ? change(_value) : _value;
            _loading = null;
        }
    }

    private Task<T> StartLoading()
    {
        // A promise first: the load must find itself in _loading when it ends, however fast it is.
        var promise = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() => LoadAsync(promise));
        return promise.Task;
    }

    private async Task LoadAsync(TaskCompletionSource<T> promise)
    {
        try
        {
            var value = await load(shared.Lifetime).ConfigureAwait(false);
            lock (_lock)
            {
                if (_loading == promise.Task)
                {
                    Keep(value);
                    _loading = null;
                }
            }

            promise.SetResult(value);
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _failedAt = shared.Clock.GetTimestamp();
                _loading = _loading == promise.Task ? null : _loading;
            }

            promise.SetException(exception);
            _ = promise.Task.Exception; // observed: a refresh ahead has no one who waits for it
        }
    }

    private void Keep(T value)
    {
        _value = value;
        _hasValue = true;
        _readAt = shared.Clock.GetTimestamp();
        _failedAt = null;
    }

    private bool IsFresh()
    {
        if (shared.Options.IsInfinite)
        {
            return true;
        }

        var age = shared.Clock.GetElapsedTime(_readAt);
        if (age >= shared.Options.TimeToLive)
        {
            return false;
        }

        if (shared.Options.RefreshAhead > TimeSpan.Zero && age >= shared.Options.TimeToLive - shared.Options.RefreshAhead && !IsLeftAlone())
        {
            _loading ??= StartLoading();
        }

        return true;
    }

    private bool IsUsableStale() =>
        shared.Options.StaleWhileUnavailable == Timeout.InfiniteTimeSpan
        || shared.Clock.GetElapsedTime(_readAt) - shared.Options.TimeToLive < shared.Options.StaleWhileUnavailable;

    private bool IsLeftAlone() => _failedAt is { } failed && shared.Clock.GetElapsedTime(failed) < shared.Options.RetryDelay;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store cannot be read; an older answer is served")]
    private static partial void LogStale(ILogger logger, Exception problem);
}
