using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.Stores;

/// <summary>From the service into a store that nobody else has to agree with: by the stream, or by polling.</summary>
/// <param name="service">Whom to ask.</param>
/// <param name="store">Takes all.</param>
/// <param name="options">How.</param>
/// <param name="logger">Hears of failures and of what is passed over.</param>
/// <param name="observer">Is told how it fares.</param>
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

    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task RunAsync(CancellationToken stop) => new ChangeFollower<StreamMessage>(
        this,
        new FollowOptions
        {
            // What the stream has not sent cannot be read.
            PollInterval = options.IsPolling ? options.PollInterval : TimeSpan.MaxValue,
            Backoff = options.Backoff,
            RefusalBackoff = options.RefusalBackoff,
            OpeningPatience = Timeout.InfiniteTimeSpan,
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
            await _table.SeeAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Asks, where it polls; else takes what the stream sent first.</summary>
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
            await _watch.TakeInFirstAsync(first => ApplyAsync(first, cancellationToken)).ConfigureAwait(false);
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

        observer.Failed();
        service.Forget();
        var seconds = Math.Round(state.Pause.TotalSeconds, 1);
        if (!IsRefusal(failure))
        {
            LogFailed(logger, failure.Message, seconds);
            return;
        }

        // What an exception that nobody foresaw says may hold anything.
        var reason = failure is LaunchDarklyException or FlagSourceDiffersException
            ? failure.Message
            : $"following them failed in a way that nobody foresaw ({failure.GetType().Name})";
        LogRefused(logger, reason, seconds);
        observer.Refused(reason);
    }

    /// <summary>Nothing is: the store behind is somebody else's, and may be well again as well.</summary>
    public bool IsFinal(Exception failure) => false;

    /// <summary>A key may be allowed again. Whatever else was not foreseen is tried again as rarely.</summary>
    public bool IsRefusal(Exception failure) =>
        failure is LaunchDarklyException { IsFinal: true } or FlagSourceDiffersException
        or not (LaunchDarklyException or FlagDataException or FlagStoreException or IOException);

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

    // The table has what this answer has not, or the other way round: one that is read after the table tells who is right.
    private async Task DecideAsync(TableFill table, CancellationToken stop)
    {
        if (!options.IsPolling)
        {
            await Task.Delay(options.FirstRetryDelay, options.Clock, stop).ConfigureAwait(false);
            throw new WatchExpiredException();
        }

        await table.SeeAsync(stop).ConfigureAwait(false);
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

    // A table that several fill; null where there is none, or a cache that goes on without it: then all is written as it comes.
    private static TableFill? FindTable(IFlagStore store, LaunchDarklyClient service, LaunchDarklyStoreOptions options, ILogger logger)
    {
        var cache = store as CachedFlagStore;
        return cache?.WritesLater != true && (cache?.Store ?? store) is IReconcilingFlagStore table
            ? new TableFill(table, cache, new TableReconciler(table, options, new SyncHealth(options.Clock), logger), service)
            : null;
    }

    // What is stored under the key of a broken item stays.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Key}' in '{Kind}' is broken and is passed over: {Problem}")]
    private static partial void LogPassedOver(ILogger logger, string kind, string key, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogItemRefused(ILogger logger, string problem);
}
