using System.Globalization;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Client;

/// <summary>Evaluates flags from a store that others fill, LaunchDarkly's "daemon mode": it only reads, and never connects to
/// LaunchDarkly.</summary>
/// <remarks>
/// <para>
/// The flags are held in memory. They are read again at an interval, or the store reports its changes; a variation is computed from memory
/// and allocates nothing. While the store cannot be read, the last reading stays in use. Whether the store was ever initialized does not
/// matter, as in LaunchDarkly's SDKs. Only a flag that refers to a big segment waits for a store, once per context and for <see
/// cref="FlagClientOptions.BigSegmentsTimeout"/> at most; its <c>…Async</c> variation blocks no thread meanwhile.
/// </para>
/// <para>Thread-safe; meant to live as long as the program. No variation ever throws.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var flags = await FlagClient.OpenAsync(store);
///
/// var context = EvaluationContext.Builder("user-1").Set("country", "NO").Build();
/// string color = flags.StringVariation("button-color", context, defaultValue: "gray");
/// </code>
/// </example>
public sealed partial class FlagClient : IFlagClient, IAsyncDisposable, IDisposable
{
    private readonly FlagSource _source;
    private readonly IAsyncDisposable? _owned;
    private readonly ILogger _logger;
    private readonly BigSegmentMemberships? _memberships;
    private readonly EvaluationReporter? _reporter;
    private readonly FlagReadings _readings;
    private readonly BigSegmentEvaluation _bigSegments;
    private readonly FlagEvaluations _answers;
    private readonly MigrationEvaluations _migrations;
    private Action? _disposing;
    private int _isDisposed;

    /// <summary>
    /// Creates a client that reads in the background: until the first reading completes, <see cref="IsReady"/> is false and every variation
    /// returns its default with <c>CLIENT_NOT_READY</c>. For programs that start without waiting for the store. With an infinite refresh
    /// interval, and no <see cref="FlagClientOptions.LiveUpdates"/>, nothing is read before <see cref="RefreshAsync"/>.
    /// </summary>
    /// <param name="store">Disposed with the client, unless the options say otherwise.</param>
    /// <param name="options">How the store is read.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public FlagClient(IFlagStore store, FlagClientOptions? options = null)
        : this(store, WithChanges(store, options), isRead: false)
    {
    }

    private FlagClient(IFlagStore store, FlagClientOptions options, bool isRead)
        : this(FlagSource.Of(store, options), options, isRead)
    {
    }

    private FlagClient(FlagSource source, FlagClientOptions options, bool isRead)
    {
        options.Validate();
        _source = source;
        _owned = source.Owned;
        _logger = options.Logger ?? NullLogger.Instance;
        var raiser = new EventRaiser(this, problem => LogHandlerFailed(_logger, problem));
        _memberships = options.BigSegments is null ? null : new BigSegmentMemberships(
            options, _logger, status => raiser.Raise(BigSegmentStatusHandlers, new BigSegmentStoreStatusEventArgs(status)));
        _reporter = EvaluationReporter.Create(options, _logger);
        _readings = new FlagReadings(source, options, _memberships is null ? null : _memberships.Find, raiser, _logger);
        _bigSegments = new BigSegmentEvaluation(_memberships);
        var observed = new ObservedEvaluations(_readings, _bigSegments, _reporter, _logger);
        _answers = new FlagEvaluations(_readings, _bigSegments, observed, _logger);
        _migrations = new MigrationEvaluations(observed, _reporter, options.Clock);
        _readings.Begin(isRead);
    }

    /// <summary>Raised after a reading in which flags changed, on the thread that read; exceptions of handlers are logged. Changes that
    /// occur while a handler runs are raised after it returns, also where the handler itself calls <see cref="RefreshAsync"/>.</summary>
    public event EventHandler<FlagsChangedEventArgs>? FlagsChanged
    {
        add => _readings.FlagsChanged += value;
        remove => _readings.FlagsChanged -= value;
    }

    /// <summary>
    /// Raised after the first reading, and after each one in which an item differs from the reading before, before
    /// <see cref="FlagsChanged"/> and on the thread that read; exceptions of handlers are logged.
    /// </summary>
    public event EventHandler<FlagSnapshotEventArgs>? SnapshotChanged
    {
        add => _readings.SnapshotChanged += value;
        remove => _readings.SnapshotChanged -= value;
    }

    /// <summary>Raised when <see cref="Health"/> changes, also by the first attempt, on the thread that read; exceptions of handlers are
    /// logged.</summary>
    public event EventHandler? HealthChanged
    {
        add => _readings.HealthChanged += value;
        remove => _readings.HealthChanged -= value;
    }

    /// <summary>Raised when the status of the big segment store changes, on the thread that read it; exceptions of handlers are logged. The
    /// first handler starts the readings of the status.</summary>
    public event EventHandler<BigSegmentStoreStatusEventArgs>? BigSegmentStoreStatusChanged
    {
        add
        {
            BigSegmentStatusHandlers += value;
            _memberships?.StartPolling();
        }

        remove => BigSegmentStatusHandlers -= value;
    }

    private event EventHandler<BigSegmentStoreStatusEventArgs>? BigSegmentStatusHandlers;

    /// <summary>The last reading; null before the first one, and where the store is read through.</summary>
    public FlagSnapshot? Snapshot => _readings.Snapshot;

    /// <summary>True once the store has been read; where it is read through, from the beginning.</summary>
    public bool IsReady => Snapshot is not null || _readings.IsReadThrough;

    /// <summary>The evaluator over the last reading, and over that reading only; null before the first one.</summary>
    public Evaluator? Evaluator => Snapshot?.Evaluator;

    /// <summary>When the store was last read, or a change of it applied; null before the first reading.</summary>
    public DateTimeOffset? LastRead => Snapshot?.ReadAt;

    /// <summary>Whether the store can be read, by the last attempt, and is kept up to date.</summary>
    public FlagStoreHealth Health => _readings.Health;

    /// <summary>Whether the store of big segments can be read and is up to date, by the last reading. Never fails.</summary>
    /// <returns>Not available where big segments are not configured.</returns>
    public Task<BigSegmentStoreStatus> GetBigSegmentStoreStatusAsync() =>
        _memberships?.GetStatusAsync() ?? Task.FromResult<BigSegmentStoreStatus>(default);

    /// <summary>Reads the store now, and raises <see cref="FlagsChanged"/> if flags changed. Readings never overlap. Where the store is
    /// read through, it is read completely to test that it can be, and nothing is kept.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read; the last reading stays.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => _readings.RefreshAsync(cancellationToken);

    /// <summary>Applies changes that a watch of the store reported, in place of <see cref="RefreshAsync"/>: only items that were not
    /// reported are read from the store. A client that follows its store does so by itself.</summary>
    /// <param name="changes">If anything may have changed, or many items were not reported, the whole store is read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="FlagStoreException">The store had to be read, and cannot be; the last reading stays, so refresh when the store can
    /// be read again.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task ApplyAsync(StoredChanges changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return _readings.ApplyAsync(changes, cancellationToken);
    }

    /// <summary>Calls a function whenever the value of a flag changes for a context.</summary>
    /// <param name="flagKey">The flag; it need not exist yet.</param>
    /// <param name="context">The context to evaluate for.</param>
    /// <param name="onChange">Called on the thread that read the store; its exceptions are logged.</param>
    /// <returns>Dispose it to end the calls.</returns>
    /// <exception cref="NotSupportedException">The store is read through: no flags are held whose values could change.</exception>
    public IDisposable ListenForValue(string flagKey, EvaluationContext context, Action<FlagValueChange> onChange)
    {
        ArgumentNullException.ThrowIfNull(flagKey);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(onChange);
        if (_readings.IsReadThrough)
        {
            throw new NotSupportedException(
                $"a client with {nameof(FlagClientOptions.ReadThrough)} holds no flags, so that it cannot tell when they change");
        }

        var listener = new ValueListener(flagKey, () => _answers.Look(flagKey, context), onChange);
        return listener.Begin(() => SnapshotChanged += OnSnapshot, () => SnapshotChanged -= OnSnapshot);

        void OnSnapshot(object? sender, FlagSnapshotEventArgs change) => listener.Look();
    }

    /// <summary>Completes as soon as the store has been read once, however long that takes.</summary>
    /// <exception cref="ObjectDisposedException">The client was disposed before that.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) =>
        _readings.WaitUntilReadyAsync(cancellationToken);

    /// <summary>
    /// Stops reading, for which it waits five seconds at most, then disposes of the store. Variations still evaluate the last reading;
    /// memberships in big segments that were not read lately are then <c>STORE_ERROR</c>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _disposing?.Invoke();
        await _readings.EndAsync().ConfigureAwait(false);
        try
        {
            if (_reporter is not null)
            {
                await _reporter.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // The events' own disposal may fail.
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
            _readings.Dispose();
        }
    }

    /// <summary>Whose flags it answers from, how many, and of when; for logs and debuggers.</summary>
    public override string ToString() =>
        Snapshot is { } read
            ? string.Create(CultureInfo.InvariantCulture, $"{_source}: {read.Flags.Flags.Count} flags, read {read.ReadAt:u}")
            : $"{_source}: {(_readings.IsReadThrough ? "read through" : "not read yet")}";

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously. Not for
    /// handlers of <see cref="FlagsChanged"/>.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of a flag client's event failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);
}
