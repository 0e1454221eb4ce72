using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>The readings of a client: reads its store, one reading at a time, holds the last one, and raises events for changes. Where the
/// store is read through, nothing is held and each evaluation is a reading.</summary>
internal sealed partial class FlagReadings : IDisposable
{
    private static readonly TimeSpan MaxEndTime = TimeSpan.FromSeconds(5);

    private readonly FlagSource _source;
    private readonly ChangeApplier? _changed;
    private readonly IFollowingFlagStore? _following;
    private readonly ReadThroughFlags? _readThrough;
    private readonly FlagClientOptions _options;
    private readonly Func<string, BigSegmentAnswer>? _bigSegments;
    private readonly EventRaiser _raiser;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneReading = new(1);
    private readonly Lock _healthLock = new();
    private readonly SerialQueue _raising = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lifetime = new();
    private volatile FlagSnapshot? _snapshot;
    private volatile FlagStoreHealth _health;
    private volatile bool _isEnded;
    private Task _refreshing = Task.CompletedTask;

    public FlagReadings(
        FlagSource source,
        FlagClientOptions options,
        Func<string, BigSegmentAnswer>? bigSegments,
        EventRaiser raiser,
        ILogger logger)
    {
        _source = source;
        _options = options;
        _bigSegments = bigSegments;
        _raiser = raiser;
        _logger = logger;
        _health = new FlagStoreHealth(IsReadable: false, options.Clock.GetUtcNow(), null);
        _following = source.Store as IFollowingFlagStore;
        _following?.UseLogger(logger);
        if (source.Store is { } store && options.ReadThrough is not null)
        {
            _readThrough = new ReadThroughFlags(store, options, bigSegments, logger);
            _ready.SetResult();
            return;
        }

        _changed = source.Store is null ? null : new ChangeApplier(source.Store, options.FlagKeys);
    }

    /// <inheritdoc cref="FlagClient.FlagsChanged"/>
    public event EventHandler<FlagsChangedEventArgs>? FlagsChanged;

    /// <inheritdoc cref="FlagClient.SnapshotChanged"/>
    public event EventHandler<FlagSnapshotEventArgs>? SnapshotChanged;

    /// <inheritdoc cref="FlagClient.HealthChanged"/>
    public event EventHandler? HealthChanged;

    /// <summary>The last reading; null before the first one, and where the store is read through.</summary>
    public FlagSnapshot? Snapshot => _snapshot;

    /// <summary>True where nothing is held: each evaluation waits for the store.</summary>
    public bool IsReadThrough => _readThrough is not null;

    /// <inheritdoc cref="FlagClient.Health"/>
    public FlagStoreHealth Health
    {
        get
        {
            var own = _health;
            var health = (own, _following?.FollowingFailure) switch
            {
                ({ IsReadable: true }, { } failure) => new(false, failure.Since, failure.Last) { Problem = failure.Problem },
                ({ LastFailure: null }, { } failure) => new(false, own.Since, failure.Last) { Problem = failure.Problem },
                _ => own,
            };
            return health with { UsesLastReading = !health.IsReadable && HasLastReading(own) };
        }
    }

    /// <summary>Notes that the store is no longer followed, by a client that only reads it when it is.</summary>
    public void RecordUnfollowed(Exception failure)
    {
        RecordFailure(failure, _options.Clock.GetUtcNow());
        _raising.Run();
    }

    /// <summary>Starts to follow the store.</summary>
    /// <param name="isRead">True if the caller reads it now.</param>
    public void Begin(bool isRead)
    {
        if (_following is not null)
        {
            _following.FollowingChanged += OnFollowingChanged;
        }

        if (_readThrough is not null)
        {
            return;
        }

        // On a pool thread where a store may block the thread that calls it; one in memory is read at once.
        var (refresher, stop) = (new FlagRefresher(_options, _logger, this), _lifetime.Token);
        _refreshing = Detached.Start(() => _source.Store is IMemoryFlagStore
            ? refresher.RunAsync(isRead, stop)
            : Task.Run(() => refresher.RunAsync(isRead, stop), CancellationToken.None));
    }

    /// <inheritdoc cref="FlagClient.RefreshAsync"/>
    public Task RefreshAsync(CancellationToken cancellationToken) => ReadInTurnAsync(
        async () =>
        {
            if (_readThrough is not null)
            {
                await ReadAsync(_readThrough.ReadAllAsync, cancellationToken).ConfigureAwait(false);
                return;
            }

            var stored = await ReadAsync(token => _source.ReadAsync(_snapshot, token), cancellationToken).ConfigureAwait(false);
            var before = _snapshot;
            Hold(before, FlagSnapshot.Create(stored, _options.Clock.GetUtcNow(), before, _bigSegments, _logger));
        },
        cancellationToken);

    /// <inheritdoc cref="FlagClient.ApplyAsync"/>
    public async Task ApplyAsync(StoredChanges changes, CancellationToken cancellationToken)
    {
        if (_changed is null || _snapshot is null || !changes.IsComplete)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await ReadInTurnAsync(
            async () =>
            {
                var before = _snapshot;
                var (changed, all) = await ReadAsync(
                    async token => await _changed.ApplyAsync(before, changes, token).ConfigureAwait(false) is { } told
                        ? (told, (StoredItems?)null)
                        : (null, await _source.ReadAsync(before, token).ConfigureAwait(false)),
                    cancellationToken).ConfigureAwait(false);
                var now = _options.Clock.GetUtcNow();
                Hold(before, changed is null
                    ? FlagSnapshot.Create(all!, now, before, _bigSegments, _logger)
                    : FlagSnapshot.Create(changed, now, before, _bigSegments, _logger));
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="FlagClient.WaitUntilReadyAsync"/>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>The snapshot to evaluate a flag on: the last reading; where none is held, a reading of the flag and what it refers
    /// to.</summary>
    /// <exception cref="FlagStoreException">The store had to be read, and cannot be; <see cref="IsStoreFailure"/> recognizes all exceptions
    /// of stores.</exception>
    public ValueTask<FlagSnapshot?> FindAsync(string flagKey, CancellationToken cancellationToken) => _readThrough is null
        ? new(_snapshot)
        : new(ReadThroughAsync(token => _readThrough.ReadAsync(flagKey, token), cancellationToken));

    /// <summary>The snapshot to evaluate all flags on: the last reading; where none is held, a complete one, or null if the store cannot be
    /// read.</summary>
    public async ValueTask<FlagSnapshot?> FindAllAsync(CancellationToken cancellationToken)
    {
        if (_readThrough is null)
        {
            return _snapshot;
        }

        try
        {
            return await ReadThroughAsync(_readThrough.ReadAllAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsStoreFailure(problem, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>As <see cref="FindAllAsync"/>, but blocks.</summary>
    public FlagSnapshot? FindAll() =>
        _readThrough is null ? _snapshot : WaitFor(() => FindAllAsync(CancellationToken.None).AsTask());

    /// <summary>Runs an operation that reads the store, and blocks until it completes.</summary>
    public T WaitFor<T>(Func<Task<T>> run) => ThreadPoolCompensation.WaitFor(run, _options);

    /// <summary>True for all exceptions of a read of the store, except cancellation by the caller.</summary>
    public static bool IsStoreFailure(Exception problem, CancellationToken cancellationToken) =>
        problem is not OutOfMemoryException && !(problem is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>Stops following, ignoring its failures, and reading. A reading that ignores its cancellation is left alone after a
    /// while.</summary>
    public async Task EndAsync()
    {
        _isEnded = true;
        if (_following is not null)
        {
            _following.FollowingChanged -= OnFollowingChanged;
        }

        await _lifetime.CancelAsync().ConfigureAwait(false);
        using var limit = new TimeLimit(MaxEndTime, _options.Clock);
        await _refreshing.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Fails the wait for the first reading: nothing is read after <see cref="EndAsync"/>.</summary>
    public void Dispose()
    {
        _lifetime.Dispose();
        if (_ready.TrySetException(new ObjectDisposedException(nameof(FlagClient))))
        {
            // Observed, so that it does not become an unobserved exception where no caller waits.
            _ = _ready.Task.Exception;
        }
    }

    // Where the store is read through, the cache has answered the last question though its store cannot be read.
    private bool HasLastReading(FlagStoreHealth own) =>
        _readThrough is null ? _snapshot is not null : own.IsReadable && _options.ReadThrough is { IsOff: false };

    private void Hold(FlagSnapshot? before, FlagSnapshot snapshot)
    {
        _snapshot = snapshot;
        _raising.Add(() =>
        {
            if (before is null || snapshot.DiffersFrom(before))
            {
                _raiser.Raise(SnapshotChanged, new FlagSnapshotEventArgs(before, snapshot));
            }

            _ready.TrySetResult();
            if (before is not null && FlagsChanged is not null && snapshot.FindAffectedSince(before) is { IsEmpty: false } keys)
            {
                _raiser.Raise(FlagsChanged, new FlagsChangedEventArgs(keys));
            }
        });
    }

    // Handlers run after the lock is released: one may wait for a reading of its own.
    private async Task ReadInTurnAsync(Func<Task> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isEnded, typeof(FlagClient));
        await _oneReading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await read().ConfigureAwait(false);
        }
        finally
        {
            _oneReading.Release();
            _raising.Run();
        }
    }

    // The result type is nullable to match the other paths.
    private async Task<FlagSnapshot?> ReadThroughAsync(
        Func<CancellationToken, Task<FlagSnapshot>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _raising.Run();
        }
    }

    private async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            var found = await read(cancellationToken).ConfigureAwait(false);
            if (!_health.IsReadable)
            {
                RecordSuccess(_options.Clock.GetUtcNow());
            }

            return found;
        }
        catch (Exception failure) when (cancellationToken.IsCancellationRequested)
        {
            // Also where the store reports the failure that it had until then: no caller waits for the result anymore.
            throw failure as OperationCanceledException ?? new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
        catch (Exception failure)
        {
            RecordFailure(failure, _options.Clock.GetUtcNow());
            throw;
        }
    }

    // Where the store is read through, readings are concurrent: each of them determines the store's health by itself.
    private void RecordSuccess(DateTimeOffset now)
    {
        lock (_healthLock)
        {
            if (!_health.IsReadable)
            {
                _health = _health with { IsReadable = true, Since = now, Problem = null };
                RaiseHealthChanged();
            }
        }
    }

    private void RecordFailure(Exception failure, DateTimeOffset now)
    {
        bool isNew;
        lock (_healthLock)
        {
            isNew = _health.IsReadable || _health.LastFailure is null;
            _health = new FlagStoreHealth(IsReadable: false, _health.IsReadable ? now : _health.Since, now) { Problem = failure };
        }

        if (isNew)
        {
            ReportFailure(failure);
        }
    }

    private void ReportFailure(Exception failure)
    {
        if (_readThrough is not null)
        {
            LogReadThroughFailed(_logger, failure);
        }

        RaiseHealthChanged();
    }

    private void OnFollowingChanged(object? sender, EventArgs change)
    {
        RaiseHealthChanged();
        _raising.Run();
    }

    private void RaiseHealthChanged() => _raising.Add(() => _raiser.Raise(HealthChanged));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store cannot be read; defaults are returned until it can")]
    private static partial void LogReadThroughFailed(ILogger logger, Exception problem);
}
