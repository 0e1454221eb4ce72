using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Client;

/// <summary>Answers flags from a store that others fill, LaunchDarkly's "daemon mode": reads only, and never talks to
/// LaunchDarkly.</summary>
/// <remarks>
/// <para>
/// The flags are held in memory. They are read again from time to time, or the store tells what has changed; a variation is computed from
/// memory and allocates nothing. While the store cannot be read the last reading goes on answering. Whether the store was ever initialised
/// does not matter, as in LaunchDarkly's SDKs.
/// Only a flag that refers to a big segment waits for a store, once per context and for <see cref="FlagClientOptions.BigSegmentsTimeout"/>
/// at most; its <c>…Async</c> variation holds up no thread meanwhile.
/// </para>
/// <para>Safe to share between threads; meant to live as long as the program. No variation ever throws.</para>
/// </remarks>
public sealed partial class FlagClient : IFlagClient, IAsyncDisposable, IDisposable
{
    private readonly Func<CancellationToken, Task<StoredItems>> _read;
    private readonly ChangeApplier? _changed;
    private readonly IAsyncDisposable? _owned;
    private readonly IFollowingFlagStore? _following;
    private readonly FlagClientOptions _options;
    private readonly ILogger _logger;
    private readonly BigSegmentMemberships? _memberships;
    private readonly Func<string, BigSegmentAnswer>? _bigSegments;
    private readonly ReadThroughFlags? _readThrough;
    private readonly EvaluationReporter? _reporter;
    private readonly SemaphoreSlim _oneReading = new(1);
    private readonly InTurn _raising = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Task _refreshing;
    private volatile FlagSnapshot? _snapshot;
    private volatile FlagStoreHealth _health;
    private Action? _disposing;
    private int _isDisposed;

    /// <summary>
    /// Makes a client that begins to read in the background: until the first reading is there, <see cref="IsReady"/> is false and every
    /// variation answers its default with <c>CLIENT_NOT_READY</c>. For programs that start without waiting for the store. With an infinite
    /// refresh interval, and no <see cref="FlagClientOptions.LiveUpdates"/>, nothing is read before <see cref="RefreshAsync"/>.
    /// </summary>
    /// <param name="store">Disposed with the client, unless the options say otherwise.</param>
    /// <param name="options">How the store is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public FlagClient(IFlagStore store, FlagClientOptions? options = null)
        : this(WithCache(store, options), WithChanges(store, options), isRead: false)
    {
    }

    private FlagClient(IFlagStore store, FlagClientOptions options, bool isRead)
        : this(ReaderOf(store, options), options.LeavesStoreOpen ? null : store, options, isRead, store)
    {
    }

    private FlagClient(
        Func<CancellationToken, Task<StoredItems>> read,
        IAsyncDisposable? owned,
        FlagClientOptions options,
        bool isRead,
        IFlagStore? store = null)
    {
        options.Validate();
        _read = read;
        _changed = store is null ? null : new ChangeApplier(store, options.FlagKeys);
        _owned = owned;
        _options = options;
        _logger = options.Logger ?? NullLogger.Instance;
        _memberships = options.BigSegments is null ? null : new BigSegmentMemberships(options, _logger, TellOfBigSegments);
        _bigSegments = _memberships is null ? null : _memberships.Find;
        _reporter = EvaluationReporter.Create(options, _logger);
        _health = new FlagStoreHealth(IsReadable: false, options.Clock.GetUtcNow(), null);
        if (store is not null && options.ReadThrough is not null)
        {
            _readThrough = new ReadThroughFlags(store, options, _bigSegments, _logger);
            _ready.SetResult();
            _refreshing = Task.CompletedTask;
            return;
        }

        if ((_following = store as IFollowingFlagStore) is not null)
        {
            _following.FollowingChanged += OnFollowingChanged;
        }

        _refreshing = Detached.Start(() => new FlagRefresher(options, _logger, this).RunAsync(isRead, _lifetime.Token));
    }

    /// <summary>Raised after a reading in which flags changed, on the thread that read; what a handler throws is logged. What changes while
    /// a handler runs is told when it has ended, also where the handler itself calls <see cref="RefreshAsync"/>.</summary>
    public event EventHandler<FlagsChangedEventArgs>? FlagsChanged;

    /// <summary>
    /// Raised after the first reading, and after each one in which an item differs from the reading before, before
    /// <see cref="FlagsChanged"/> and on the thread that read; what a handler throws is logged.
    /// </summary>
    public event EventHandler<FlagSnapshotEventArgs>? SnapshotChanged;

    /// <summary>Raised when <see cref="Health"/> comes to say something else, also by the first attempt, on the thread that read; what a
    /// handler throws is logged.</summary>
    public event EventHandler<EventArgs>? HealthChanged;

    /// <summary>Raised when the store of big segments becomes better or worse, on the thread that looked; what a handler throws is logged.
    /// With the first handler looking begins.</summary>
    public event EventHandler<BigSegmentStoreStatusEventArgs>? BigSegmentStoreStatusChanged
    {
        add
        {
            BigSegmentStatusHandlers += value;
            _memberships?.BeginToLook();
        }

        remove => BigSegmentStatusHandlers -= value;
    }

    private event EventHandler<BigSegmentStoreStatusEventArgs>? BigSegmentStatusHandlers;

    /// <summary>The last reading; null before the first one, and where the store is read through.</summary>
    public FlagSnapshot? Snapshot => _snapshot;

    /// <summary>True once the store has been read; where it is read through, from the beginning.</summary>
    public bool IsReady => _snapshot is not null || _readThrough is not null;

    /// <summary>The evaluator over the last reading, and over that reading only; null before the first one.</summary>
    public Evaluator? Evaluator => _snapshot?.Evaluator;

    /// <summary>When the store was read last, or a change of it taken in; null before the first reading.</summary>
    public DateTimeOffset? LastRead => _snapshot?.ReadAt;

    /// <summary>Whether the store can be read, by the last attempt, and is kept up to date.</summary>
    public FlagStoreHealth Health =>
        _health is { IsReadable: true } && _following?.FollowingFailure is { } failure ? new(false, failure.Since, failure.Last) : _health;

    /// <summary>Whether the store of big segments can be read and is up to date, as it was last found to be. Never fails.</summary>
    /// <returns>Not available where big segments are not configured.</returns>
    public Task<BigSegmentStoreStatus> GetBigSegmentStoreStatusAsync() =>
        _memberships?.GetStatusAsync() ?? Task.FromResult<BigSegmentStoreStatus>(default);

    /// <summary>Reads the store now, and raises <see cref="FlagsChanged"/> if flags changed. Readings never overlap. Where the store is
    /// read through, all of it is read too, to see whether that can be done, and nothing is kept.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read; the last reading stays.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => ReadInTurnAsync(
        async () =>
        {
            if (_readThrough is not null)
            {
                await ReadAsync(_readThrough.ReadAllAsync, cancellationToken).ConfigureAwait(false);
                return;
            }

            Hold(await ReadAsync(_read, cancellationToken).ConfigureAwait(false));
        },
        cancellationToken);

    /// <summary>Takes in what a watch of the store told, in place of <see cref="RefreshAsync"/>: the store is asked for no more than what
    /// was not told. A client that follows its store does so by itself.</summary>
    /// <param name="changes">Where anything may have changed, or much was not told, the store is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FlagStoreException">The store had to be asked, and cannot be read; the last reading stays, so read the store when
    /// it can.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public async Task ApplyAsync(StoredChanges changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (_changed is null || _snapshot is null || !changes.IsComplete)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await ReadInTurnAsync(
            async () =>
            {
                var before = _snapshot;
                var stored = await ReadAsync(
                    async token => await _changed.ApplyAsync(before, changes, token).ConfigureAwait(false)
                        ?? await _read(token).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
                Hold(stored);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes as soon as the store has been read once, however long that takes.</summary>
    /// <exception cref="ObjectDisposedException">The client was disposed before that.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Ends reading, then disposes of the store. Variations go on answering from the last reading; memberships in big segments that were
    /// not read lately are <c>STORE_ERROR</c> then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_following is not null)
        {
            _following.FollowingChanged -= OnFollowingChanged;
        }

        _disposing?.Invoke();
        await _lifetime.CancelAsync().ConfigureAwait(false);

        // However it ended: events are sent, and nothing stays open.
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (_reporter is not null)
            {
                await _reporter.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // Events are somebody else's, and may fail.
            await CloseStoresAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask CloseStoresAsync()
    {
        try
        {
            if (_memberships is not null)
            {
                await _memberships.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await CloseStoreAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask CloseStoreAsync()
    {
        try
        {
            if (_owned is not null)
            {
                await _owned.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _lifetime.Dispose();
            if (_ready.TrySetException(new ObjectDisposedException(nameof(FlagClient))))
            {
                // Looked at, so that it does not count as a failure that nobody noticed where nobody waits.
                _ = _ready.Task.Exception;
            }
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed without waiting: it waits. Not for handlers of
    /// <see cref="FlagsChanged"/>.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static Func<CancellationToken, Task<StoredItems>> ReaderOf(IFlagStore store, FlagClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        return options.FlagKeys.Count == 0
            ? token => StoredItemReader.ReadAllAsync(store, token)
            : token => StoredItemReader.ReadAsync(store, options.FlagKeys, token);
    }

    private void Hold(StoredItems stored)
    {
        var before = _snapshot;
        var snapshot = FlagSnapshot.Create(stored, _options.Clock.GetUtcNow(), before, _bigSegments, _logger);
        _snapshot = snapshot;
        _raising.Add(() =>
        {
            if (before is null || snapshot.DiffersFrom(before))
            {
                Raise(SnapshotChanged, new FlagSnapshotEventArgs(before, snapshot));
            }

            _ready.TrySetResult();
            if (before is not null && snapshot.FindAffectedSince(before) is { IsEmpty: false } keys)
            {
                Raise(FlagsChanged, new FlagsChangedEventArgs(keys));
            }
        });
    }

    // Handlers run after the turn: one may wait for a reading of its own.
    private async Task ReadInTurnAsync(Func<Task> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
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

    private async Task<T> ReadThroughAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
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
                _health = _health with { IsReadable = true, Since = _options.Clock.GetUtcNow() };
                TellOfHealth();
            }

            return found;
        }
        catch (Exception failure) when (cancellationToken.IsCancellationRequested)
        {
            // Also where the store tells what had failed until then: nobody waits for it any more.
            throw failure as OperationCanceledException ?? new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
        catch (Exception failure)
        {
            var now = _options.Clock.GetUtcNow();
            var isNew = _health.IsReadable || _health.LastFailure is null;
            _health = new FlagStoreHealth(IsReadable: false, _health.IsReadable ? now : _health.Since, now);
            if (isNew)
            {
                TellFailure(failure);
            }

            throw;
        }
    }

    private void TellFailure(Exception failure)
    {
        if (_readThrough is not null)
        {
            LogReadThroughFailed(_logger, failure);
        }

        TellOfHealth();
    }

    private void OnFollowingChanged(object? sender, EventArgs change)
    {
        TellOfHealth();
        _raising.Run();
    }

    private void TellOfHealth() => _raising.Add(() => Raise(HealthChanged, EventArgs.Empty));

    private void TellOfBigSegments(BigSegmentStoreStatus status) =>
        Raise(BigSegmentStatusHandlers, new BigSegmentStoreStatusEventArgs(status));

    private void Raise<T>(EventHandler<T>? handlers, T change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(this, change);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogHandlerFailed(_logger, problem);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store cannot be read; defaults are answered until it can")]
    private static partial void LogReadThroughFailed(ILogger logger, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of a flag client's event failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);
}
