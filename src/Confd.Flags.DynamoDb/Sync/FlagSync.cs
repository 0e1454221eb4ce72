using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb.Sync;

/// <summary>Keeps a flag table equal to LaunchDarkly's data: by a stream, by polling, or once.</summary>
/// <remarks>
/// Any number of these may serve one table. Only differences are written, and each row under the condition that no one has written something
/// newer: whoever is behind changes nothing. Methods may be called from several threads; of polls and single runs
/// one is done at a time.
/// </remarks>
public sealed partial class FlagSync : IDisposable
{
    private static readonly DataKind[] Kinds = [DataKind.Segments, DataKind.Features];

    private readonly DynamoFlagStore _store;
    private readonly FlagSyncOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly FlagSyncMetrics? _metrics;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile FlagSyncState _state = new(LastSyncOn: null, Problem: null);
    private volatile FlagItemTooLargeException? _tooLarge;

    /// <summary>Makes a sync; nothing is read or written yet.</summary>
    /// <param name="store">The table. Stays the caller's.</param>
    /// <param name="options">Times.</param>
    /// <param name="clock">The clock of waits; null: the system's.</param>
    /// <param name="logger">Hears of connections, changes and failures; never of the SDK key or of what a flag holds. Null: the store's.</param>
    /// <param name="metrics">Counts; null: nothing is counted.</param>
    public FlagSync(
        DynamoFlagStore store, FlagSyncOptions? options = null, TimeProvider? clock = null, ILogger? logger = null, FlagSyncMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new FlagSyncOptions();
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? store.Logger;
        _metrics = metrics;
    }

    /// <summary>How it is doing.</summary>
    public FlagSyncState State => _state;

    /// <summary>Follows the stream until it is stopped, and connects again whenever it breaks.</summary>
    /// <exception cref="FlagServiceException">The service refuses for good.</exception>
    public Task RunStreamAsync(FlagServiceClient service, CancellationToken stop) => RunAsync(async (delay, writing) =>
    {
        // Read before connecting: what the stream sends first is then newer than everything seen here.
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>? seen = await SeeAsync(stop).ConfigureAwait(false);
        await foreach (var change in service.StreamAsync(stop).ConfigureAwait(false))
        {
            if (change.All is { } all)
            {
                // A later put of the same connection meets a table that has moved on since it was seen.
                var order = seen is null ? ReconcileOrder.SourceThenStore : ReconcileOrder.StoreThenSource;
                await ReconcileAsync(all, seen ?? await SeeAsync(writing).ConfigureAwait(false), order, writing).ConfigureAwait(false);
                seen = null;
            }
            else
            {
                await UpsertAsync(change, writing).ConfigureAwait(false);
            }

            delay.Succeeded();
        }

        throw new IOException("the stream has ended");
    }, stop);

    /// <summary>Asks for changes at every interval until it is stopped.</summary>
    /// <exception cref="FlagServiceException">The service refuses for good.</exception>
    public Task RunPollingAsync(FlagServiceClient service, CancellationToken stop)
    {
        var lastFull = _clock.GetTimestamp();
        return RunRepeatedlyAsync(
            async writing =>
            {
                if (_clock.GetElapsedTime(lastFull) >= _options.FullInterval)
                {
                    service.Forget();
                    lastFull = _clock.GetTimestamp();
                }

                await FetchAndReconcileAsync(service, writing).ConfigureAwait(false);
            },
            stop);
    }

    /// <summary>Does the same at every interval until it is stopped; what fails is logged and tried again after a wait that grows.</summary>
    /// <param name="syncOnce">Calls a method of this instance. Its token ends a little after <paramref name="stop"/>.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunRepeatedlyAsync(Func<CancellationToken, Task> syncOnce, CancellationToken stop) => RunAsync(
        async (delay, writing) =>
        {
            while (true)
            {
                await syncOnce(writing).ConfigureAwait(false);
                delay.Succeeded();
                await Task.Delay(_options.PollInterval, _clock, stop).ConfigureAwait(false);
            }
        },
        stop);

    /// <summary>Fetches what has changed since the last call, if anything, and makes the table equal to it.</summary>
    /// <exception cref="FlagServiceException">The service cannot be reached or refuses.</exception>
    /// <exception cref="FlagDataException">Its answer is no flag data.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or an item is too large for it; then all others were written.</exception>
    public async Task SyncAsync(FlagServiceClient service, CancellationToken cancellationToken)
    {
        await FetchAndReconcileAsync(service, cancellationToken).ConfigureAwait(false);
        ThrowIfTooLarge();
    }

    /// <summary>Makes the table equal to data that is read after the table, such as a file.</summary>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or an item is too large for it; then all others were written.</exception>
    public async Task SyncAsync(Func<CancellationToken, Task<FlagDataSet>> read, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var seen = await SeeAsync(cancellationToken).ConfigureAwait(false);
            var data = await read(cancellationToken).ConfigureAwait(false);
            await ReconcileAsync(data, seen, ReconcileOrder.StoreThenSource, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }

        ThrowIfTooLarge();
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private static bool Disagrees(FlagDataSet data, IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen) =>
        data.Kinds.Any(kind => seen[kind.Key].Any(stored => kind.Value.TryGetValue(stored.Key, out var item)
            ? stored.Value.Version > item.Version
            : !stored.Value.IsDeleted));

    private async Task FetchAndReconcileAsync(FlagServiceClient service, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await service.GetAllIfChangedAsync(cancellationToken).ConfigureAwait(false) is not { } data)
            {
                _state = new FlagSyncState(_clock.GetUtcNow(), _tooLarge?.Message);
                return;
            }

            await ReconcileFetchedAsync(service, data, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What was fetched has not reached the table: the next time it has to come again.
            service.Forget();
            throw;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task ReconcileFetchedAsync(FlagServiceClient service, FlagDataSet data, CancellationToken cancellationToken)
    {
        var seen = await SeeAsync(cancellationToken).ConfigureAwait(false);
        var order = ReconcileOrder.SourceThenStore;
        if (Disagrees(data, seen))
        {
            // The table has more, or newer, than the answer. Either the answer was overtaken or the table is wrong; a second answer, newer
            // than what was seen, tells which.
            data = await service.GetAllAsync(cancellationToken).ConfigureAwait(false);
            order = ReconcileOrder.StoreThenSource;
        }

        await ReconcileAsync(data, seen, order, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>> SeeAsync(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>();
        foreach (var kind in Kinds)
        {
            seen[kind] = await _store.GetAllAsync(kind, cancellationToken).ConfigureAwait(false);
        }

        return seen;
    }

    private async Task ReconcileAsync(
        FlagDataSet data,
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen,
        ReconcileOrder order,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await _store.ReconcileAsync(data, seen, order, cancellationToken).ConfigureAwait(false);
            _tooLarge = null;
            _state = new FlagSyncState(_clock.GetUtcNow(), Problem: null);
            _metrics?.Reconciled(result, _clock.GetUtcNow());
            LogReconciled(
                _logger, _store.Table, data.Kinds[DataKind.Features].Count, data.Kinds[DataKind.Segments].Count, result.Written, result.Deleted, result.Overtaken);
        }
        catch (FlagItemTooLargeException exception)
        {
            // All other items are in place, and trying again would end the same.
            Refused(exception);
        }
    }

    private async Task UpsertAsync(FlagChange change, CancellationToken cancellationToken)
    {
        try
        {
            var isWritten = await _store.UpsertAsync(change.Kind, change.Key, change.Item!, cancellationToken).ConfigureAwait(false);
            _state = new FlagSyncState(_clock.GetUtcNow(), _tooLarge?.Message);
            _metrics?.Upserted(isWritten, _clock.GetUtcNow());
            LogChanged(_logger, change.Kind.Name, change.Key, change.Item!.Version, change.Item.IsDeleted, isWritten);
        }
        catch (FlagItemTooLargeException exception)
        {
            Refused(exception);
        }
    }

    private void Refused(FlagItemTooLargeException exception)
    {
        _tooLarge = exception;
        _state = new FlagSyncState(_clock.GetUtcNow(), exception.Message);
        _metrics?.Failed("table");
        LogTooLarge(_logger, exception.Message);
    }

    private void ThrowIfTooLarge()
    {
        if (_tooLarge is { } exception)
        {
            throw exception;
        }
    }

    // The loop is told to stop by one token; writes that are under way get a little longer with the other one.
    private async Task RunAsync(Func<RetryDelay, CancellationToken, Task> run, CancellationToken stop)
    {
        using var writing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        await using var stopping = stop.Register(() => writing.CancelAfter(_options.StopTime)).ConfigureAwait(false);
        var delay = new RetryDelay(_options, _clock);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await run(delay, writing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (FlagServiceException exception) when (exception.IsFinal)
            {
                _state = _state with { Problem = exception.Message };
                throw;
            }
            catch (Exception exception) when (exception is FlagServiceException or FlagDataException or FlagStoreException or IOException
                or UnauthorizedAccessException)
            {
                await WaitAsync(exception, delay.NextDelay(), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(Exception exception, TimeSpan delay, CancellationToken stop)
    {
        _state = _state with { Problem = exception.Message };
        _metrics?.Failed(exception is FlagStoreException ? "table" : "source");
        LogFailed(_logger, exception.Message, Math.Round(delay.TotalSeconds, 1));
        await Task.Delay(delay, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Flag table is up to date")]
    private static partial void LogReconciled(ILogger logger, string table, int flags, int segments, int written, int deleted, int overtaken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Flag change received")]
    private static partial void LogChanged(ILogger logger, string kind, string key, long version, bool deleted, bool written);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flag too large for the table")]
    private static partial void LogTooLarge(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag sync failed; trying again")]
    private static partial void LogFailed(ILogger logger, string error, double delay_seconds);
}
