using System.Collections.Concurrent;
using System.Globalization;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Sync.Stores;

/// <summary>A store that LaunchDarkly, or a relay, fills directly: a client over it needs no table.</summary>
/// <remarks>
/// <para>
/// It starts to connect when it is created, and reconnects whenever a connection breaks, after increasing delays. After a rejection (401,
/// 403 and other 4xx) it waits for minutes, as a key may be allowed again; data that was read stays in use. Where none was, reading throws:
/// at once after a rejection, otherwise after <see cref="LaunchDarklyStoreOptions.StartTimeout"/>. It reports each change (<see
/// cref="IFlagChangeSource"/>), and since when it receives none (<see cref="IFollowingFlagStore"/>).
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class LaunchDarklyStore : IFlagStore, IFlagChangeSource, IFollowingFlagStore, IFillObserver, IDisposable
{
    // The limit where TakeStreamInits is not called.
    private const int MaxStreamInits = 100;

    private readonly LaunchDarklyStoreOptions _options;
    private readonly DeferredLogger _logger;
    private readonly LaunchDarklyClient _service;
    private readonly IFlagStore _store;
    private readonly FollowingHealth _health;
    private readonly FlagWatches _watches = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ConcurrentQueue<StreamInit> _streamInits = new();
    private volatile TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _filling;
    private int _isDisposed;

    /// <summary>Creates a store, and starts to connect.</summary>
    /// <param name="service">The service.</param>
    /// <param name="options">Further settings.</param>
    /// <exception cref="ArgumentException">The SDK key cannot be sent as a header.</exception>
    public LaunchDarklyStore(LaunchDarklyOptions service, LaunchDarklyStoreOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
        _logger = new DeferredLogger(_options.Logger == NullLogger.Instance ? null : _options.Logger);
        _service = new LaunchDarklyClient(service with { Clock = _options.Clock });
        _store = _options.Behind ?? new MemoryFlagStore();
        _health = new FollowingHealth(this, _options.Clock, _logger);
        _filling = Detached.Start(
            () => new StoreFiller(_service, _store, _options, _logger, this).RunAsync(_lifetime.Token));
    }

    /// <inheritdoc/>
    public event EventHandler? FollowingChanged
    {
        add => _health.Changed += value;
        remove => _health.Changed -= value;
    }

    /// <inheritdoc/>
    public FollowingFailure? FollowingFailure => _health.Failure;

    /// <summary>The id of the environment, from the service's responses; null where they did not contain it. For
    /// <c>FlagClientOptions.EnvironmentId</c>.</summary>
    public string? EnvironmentId => _service.EnvironmentId;

    /// <summary>The attempts to open the stream since this was last called, 100 at most. For <c>FlagEventOptions.StreamInits</c>.</summary>
    public IReadOnlyList<StreamInit> TakeStreamInits()
    {
        var taken = new List<StreamInit>();
        while (_streamInits.TryDequeue(out var attempt))
        {
            taken.Add(attempt);
        }

        return taken;
    }

    /// <summary>Completes when all data has been received once.</summary>
    /// <exception cref="FlagStoreException">The service rejects requests. Call this again later: the store retries meanwhile.</exception>
    public Task WaitForDataAsync(CancellationToken cancellationToken = default) => _first.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<StoredChanges>?>(_watches.Open());

    /// <inheritdoc/>
    public async Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        await _store.InitAsync(data, cancellationToken).ConfigureAwait(false);
        _watches.Raise();
    }

    /// <inheritdoc/>
    public async Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken)
    {
        await WaitUntilReadableAsync(cancellationToken).ConfigureAwait(false);
        return await _store.GetAsync(kind, key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken)
    {
        await WaitUntilReadableAsync(cancellationToken).ConfigureAwait(false);
        return await _store.GetAllAsync(kind, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        var isWritten = await _store.UpsertAsync(kind, key, item, cancellationToken).ConfigureAwait(false);
        _watches.Raise();
        return isWritten;
    }

    /// <inheritdoc/>
    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => _store.InitializedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _store.IsAvailableAsync(cancellationToken);

    /// <summary>Closes the connection, then disposes of the store behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _service.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
        _lifetime.Dispose();
        Fail("the store is disposed");
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void UseLogger(ILogger logger)
    {
        _logger.Use(logger);
        (_options.Behind as IFollowingFlagStore)?.UseLogger(logger);
    }

    // A store that others fill too may be read before this process has received anything.
    private async Task WaitUntilReadableAsync(CancellationToken cancellationToken)
    {
        var first = _first.Task;
        if (_options.Behind is not null || first.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await first.WaitAsync(_options.StartTimeout, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw NothingReceived();
        }
    }

    private FlagStoreException NothingReceived()
    {
        var cause = _health.Failure?.Problem;
        var reason = cause is LaunchDarklyException or FlagDataException or IOException ? $": {cause.Message}" : "";
        return new FlagStoreException(
            string.Create(CultureInfo.InvariantCulture, $"no flags were received within {_options.StartTimeout.TotalSeconds:0.###} seconds")
            + $"{reason}; the store keeps trying",
            cause);
    }

    void IFillObserver.TookAll()
    {
        // Also where a write was retried until the store behind accepted it.
        Followed();
        if (!_first.TrySetResult() && _first.Task.IsFaulted)
        {
            var readable = new TaskCompletionSource();
            readable.SetResult();
            _first = readable;
        }

        _watches.Raise();
    }

    void IFillObserver.TookItem()
    {
        Followed();
        _watches.Raise();
    }

    void IFillObserver.Followed() => Followed();

    void IFillObserver.Failed(Exception problem)
    {
        if (_health.RecordFailure(problem))
        {
            _health.RaiseChanged();
        }
    }

    void IFillObserver.Refused(string reason) => Fail(reason);

    void IFillObserver.TriedStream(StreamInit attempt)
    {
        _streamInits.Enqueue(attempt);
        while (_streamInits.Count > MaxStreamInits)
        {
            _streamInits.TryDequeue(out _);
        }
    }

    private void Followed()
    {
        if (_health.RecordSuccess())
        {
            _health.RaiseChanged();
        }
    }

    // Called by the loop that fills, and on disposal.
    private void Fail(string problem)
    {
        if (_first.TrySetException(new FlagStoreException(problem)))
        {
            // Observed, so that it does not become an unobserved exception where no caller waits.
            _ = _first.Task.Exception;
        }
    }
}
