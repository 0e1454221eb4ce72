using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.Stores;

/// <summary>Fills a store from the service without coordination with others: by the stream, or by polling.</summary>
/// <param name="service">The service.</param>
/// <param name="store">The store to fill.</param>
/// <param name="options">Further settings.</param>
/// <param name="logger">Logs failures and skipped items.</param>
/// <param name="observer">Notified of progress and failures.</param>
internal sealed partial class StoreFiller(
    LaunchDarklyClient service,
    IFlagStore store,
    LaunchDarklyStoreOptions options,
    ILogger logger,
    IFillObserver observer)
    : IFollowedSource<StreamMessage>
{
    private readonly TableFill? _table = FindTable(store, service, options, logger);
    private StreamWatch? _watch;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RunAsync(CancellationToken stop) => new ChangeFollower<StreamMessage>(
        this,
        new FollowOptions
        {
            // Data that the stream has not sent cannot be read.
            PollInterval = options.IsPolling ? options.PollInterval : TimeSpan.MaxValue,
            Backoff = options.Backoff,
            RefusalBackoff = options.RefusalBackoff,
            OpenTimeout = Timeout.InfiniteTimeSpan,
            Clock = options.Clock,
        }).RunAsync(stop);

    /// <inheritdoc/>
    public async Task<IChangeWatch<StreamMessage>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        _watch = null;
        if (options.IsPolling)
        {
            return null;
        }

        if (_table is not null)
        {
            await _table.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
        }

        var (startedAt, start) = (options.Clock.GetUtcNow(), options.Clock.GetTimestamp());
        try
        {
            return _watch = await StreamWatch.OpenAsync(service, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            observer.TriedStream(new StreamInit(startedAt, options.Clock.GetElapsedTime(start), HasFailed: _watch is null));
        }
    }

    /// <summary>Polls, or otherwise applies the first message of the stream.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (options.IsPolling)
        {
            if (await service.GetAllIfChangedAsync(cancellationToken).ConfigureAwait(false) is { } all)
            {
                await PutAsync(all, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (_watch is not null)
        {
            await _watch.ApplyFirstAsync(first => ApplyAsync(first, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task ApplyAsync(StreamMessage change, CancellationToken cancellationToken)
    {
        if (change.All is { } all)
        {
            return PutAsync(all, cancellationToken);
        }

        return _table is null ? PutItemAsync(change, cancellationToken) : PutItemAsync(_table, change, cancellationToken);
    }

    /// <inheritdoc/>
    public void OnState(FollowState state)
    {
        if (state.Failure is not { } failure)
        {
            observer.Followed();
            return;
        }

        observer.Failed(failure);
        service.Forget();
        var seconds = Math.Round(state.Pause.TotalSeconds, 1);
        if (!IsRefusal(failure))
        {
            LogFailed(logger, failure.Message, seconds);
            return;
        }

        var reason = SyncFailures.Describe(failure);
        LogRefused(logger, reason, seconds);
        observer.Refused(reason);
    }

    /// <summary>Never true: the store behind belongs to others, and may recover.</summary>
    public bool IsPermanent(Exception failure) => false;

    /// <summary>A key may be allowed again. Other unexpected failures are retried as rarely.</summary>
    public bool IsRefusal(Exception failure) =>
        SyncFailures.IsPermanent(failure)
        || failure is not (LaunchDarklyException or FlagDataException or FlagStoreException or IOException);

    private async Task PutAsync(FlagDataSet all, CancellationToken stop)
    {
        try
        {
            if (_table is null)
            {
                await store.InitAsync(await KeepPassedOverAsync(all, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
            }
            else if (!await _table.PutAsync(all, stop).ConfigureAwait(false))
            {
                await DecideAsync(_table, stop).ConfigureAwait(false);
            }
        }
        catch (FlagItemRefusedException problem)
        {
            LogItemRefused(logger, problem.Message);
        }

        observer.TookAll();
    }

    // The table and the response differ in existing items: a response that is read after the table resolves that.
    private async Task DecideAsync(TableFill table, CancellationToken stop)
    {
        if (!options.IsPolling)
        {
            await Task.Delay(options.FirstRetryDelay, options.Clock, stop).ConfigureAwait(false);
            throw new WatchExpiredException();
        }

        await table.ReadSnapshotAsync(stop).ConfigureAwait(false);
        await table.PutAsync(await service.GetAllAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
    }

    private async Task PutItemAsync(TableFill table, StreamMessage change, CancellationToken stop)
    {
        if (await table.UpsertAsync(change, stop).ConfigureAwait(false))
        {
            observer.TookItem();
        }
    }

    private async Task PutItemAsync(StreamMessage change, CancellationToken stop)
    {
        if (change.Fault is { } fault)
        {
            LogPassedOver(logger, fault.Kind.Name, fault.Key, fault.Problem);
            return;
        }

        try
        {
            await store.UpsertAsync(change.Kind, change.Key, change.Item!, stop).ConfigureAwait(false);
        }
        catch (FlagItemRefusedException problem)
        {
            LogItemRefused(logger, problem.Message);
        }

        observer.TookItem();
    }

    // A table that several fill; null where there is none, or a cache that works without it: then all data is written as it is received.
    private static TableFill? FindTable(IFlagStore store, LaunchDarklyClient service, LaunchDarklyStoreOptions options, ILogger logger)
    {
        var cache = store as CachedFlagStore;
        return cache?.WritesLater != true && (cache?.Store ?? store) is IReconcilingFlagStore table
            ? new TableFill(table, cache, new TableReconciler(table, options, new SyncHealth(options.Clock), logger), service)
            : null;
    }

    // The stored item under the key of an invalid item stays.
    private async Task<FlagDataSet> KeepPassedOverAsync(FlagDataSet all, CancellationToken stop)
    {
        var stages = all.Stages.ToList();
        foreach (var fault in all.PassedOver)
        {
            LogPassedOver(logger, fault.Kind.Name, fault.Key, fault.Problem);
            if (fault.Key.Length > 0
                && stages.All(stage => stage.Kind != fault.Kind || !stage.Items.ContainsKey(fault.Key))
                && await store.GetAsync(fault.Kind, fault.Key, stop).ConfigureAwait(false) is { } stored)
            {
                stages.Add(new KindItems(fault.Kind, new Dictionary<string, VersionedItem> { [fault.Key] = stored }));
            }
        }

        return stages.Count == all.Stages.Count ? all : new FlagDataSet(stages);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags are refused; trying again [in {delay_seconds} seconds: {error}]")]
    private static partial void LogRefused(ILogger logger, string error, double delay_seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flags cannot be followed; trying again [in {delay_seconds} seconds: {error}]")]
    private static partial void LogFailed(ILogger logger, string error, double delay_seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Key}' in '{Kind}' is invalid and is skipped: {Problem}")]
    private static partial void LogPassedOver(ILogger logger, string kind, string key, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogItemRefused(ILogger logger, string problem);
}
