using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>One cached value: fresh, about to be refreshed, or stale. Concurrent requests share one load.</summary>
/// <param name="shared">The cache's settings, clock and lifetime.</param>
/// <param name="load">Reads from the store. Its token is cancelled with the cache, not by a caller.</param>
internal sealed partial class CacheEntry<T>(CacheSettings shared, Func<CancellationToken, Task<T>> load)
{
    private readonly Lock _lock = new();
    private T _value = default!;
    private bool _hasValue;
    private long _readAt;
    private DateTimeOffset _readOn;
    private long? _failedAt;
    private Task<T>? _loading;

    /// <summary>Returns the fresh value, if there is one; may start a refresh before it expires.</summary>
    public bool TryGetFresh(out T value)
    {
        lock (_lock)
        {
            value = _value;
            return _hasValue && IsFresh();
        }
    }

    /// <summary>The fresh value, or one from the store, or a stale one if the store fails or is late and the settings allow it.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> loading;
        TimeSpan maxWait;
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

            maxWait = hasStale ? shared.MaxWait : Timeout.InfiniteTimeSpan;
        }

        try
        {
            return await loading.WaitAsync(maxWait, shared.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FlagStoreException or TimeoutException)
        {
            // A load that is only late continues, and its result is used; until it has ended, no other caller waits for the store.
            shared.LateLoads.Add(loading);
            RecordLate(loading, exception);
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
                // Late, and the stale value has become too old: now the load is awaited.
                return await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Sets a value that is newer than the one that is being loaded.</summary>
    public void Put(T value) => Put(value, _ => value);

    /// <summary>As <see cref="Put(T)"/>, but a fresh value is merged with the new one.</summary>
    public void Put(T value, Func<T, T> merge)
    {
        lock (_lock)
        {
            Keep(_hasValue && IsFresh() ? merge(_value) : value);
            _loading = null;
        }
    }

    /// <summary>Changes the value, if there is one, without making it fresher; the next request starts a new load in place of the one in
    /// progress.</summary>
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
        // The promise comes first: the load must find itself in _loading when it ends, however fast it is.
        var promise = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() => LoadAsync(promise));
        return promise.Task;
    }

    private async Task LoadAsync(TaskCompletionSource<T> promise)
    {
        try
        {
            var value = await load(shared.Lifetime).ConfigureAwait(false);
            bool isChanged;
            lock (_lock)
            {
                if (_loading == promise.Task)
                {
                    Keep(value);
                    _loading = null;
                }

                isChanged = shared.Loads.RecordSuccess();
            }

            promise.SetResult(value);
            RaiseIf(isChanged);
        }
        catch (Exception exception)
        {
            bool isChanged;
            lock (_lock)
            {
                _failedAt = shared.Clock.GetTimestamp();
                _loading = _loading == promise.Task ? null : _loading;

                // Where there is no value, the callers are told.
                isChanged = _hasValue && !shared.Lifetime.IsCancellationRequested && shared.Loads.RecordFailure(exception);
            }

            promise.SetException(exception);
            _ = promise.Task.Exception; // observed: no caller waits for a refresh ahead
            RaiseIf(isChanged);
        }
    }

    private void RecordLate(Task<T> loading, Exception exception)
    {
        bool isChanged;
        lock (_lock)
        {
            isChanged = exception is TimeoutException && _loading == loading && shared.Loads.RecordFailure(exception);
        }

        RaiseIf(isChanged);
    }

    private void RaiseIf(bool isChanged)
    {
        if (isChanged)
        {
            shared.Loads.RaiseChanged();
        }
    }

    private void Keep(T value)
    {
        _value = value;
        _hasValue = true;
        _readAt = shared.Clock.GetTimestamp();
        _readOn = shared.Clock.GetUtcNow();
        _failedAt = null;
    }

    private bool IsFresh()
    {
        if (shared.Options.IsInfinite)
        {
            return true;
        }

        var age = Age();
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
        || Age() - shared.Options.TimeToLive < shared.Options.StaleWhileUnavailable;

    // In a function that is frozen between two requests, the monotonic clock may stand still; the wall clock may be set back.
    private TimeSpan Age()
    {
        var (elapsed, byWall) = (shared.Clock.GetElapsedTime(_readAt), shared.Clock.GetUtcNow() - _readOn);
        return byWall > elapsed ? byWall : elapsed;
    }

    private bool IsLeftAlone() => _failedAt is { } failed && shared.Clock.GetElapsedTime(failed) < shared.Options.RetryDelay;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store cannot be read; an older value is returned")]
    private static partial void LogStale(ILogger logger, Exception problem);
}
