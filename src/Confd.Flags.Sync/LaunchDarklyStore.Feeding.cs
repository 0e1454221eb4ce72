using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <content>From the service into the store.</content>
public sealed partial class LaunchDarklyStore
{
    private async Task FeedAsync(CancellationToken stop)
    {
        var delay = new Backoff(_options.Backoff, _options.Clock);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await (_options.IsPolling ? PollAsync(delay, stop) : StreamAsync(delay, stop)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (LaunchDarklyException problem) when (problem.IsFinal)
            {
                LogEnded(_logger, problem.Message);
                End(problem.Message);
                return;
            }
            catch (Exception problem) when (problem is LaunchDarklyException or FlagDataException or FlagStoreException or IOException)
            {
                _service.Forget();
                var wait = delay.Next();
                LogFailed(_logger, problem.Message, Math.Round(wait.TotalSeconds, 1));
                await Task.Delay(wait, _options.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StreamAsync(Backoff delay, CancellationToken stop)
    {
        await foreach (var change in _service.StreamAsync(stop).ConfigureAwait(false))
        {
            if (change.All is { } all)
            {
                await PutAsync(all, stop).ConfigureAwait(false);
            }
            else if (change.Fault is { } fault)
            {
                LogPassedOver(_logger, fault.Kind.Name, fault.Key, fault.Problem);
            }
            else
            {
                await PutAsync(change.Kind, change.Key, change.Item!, stop).ConfigureAwait(false);
            }

            delay.Succeeded();
        }

        throw new IOException("the stream has ended");
    }

    private async Task PollAsync(Backoff delay, CancellationToken stop)
    {
        while (true)
        {
            if (await _service.GetAllIfChangedAsync(stop).ConfigureAwait(false) is { } all)
            {
                await PutAsync(all, stop).ConfigureAwait(false);
            }

            delay.Succeeded();
            await Task.Delay(_options.PollInterval, _options.Clock, stop).ConfigureAwait(false);
        }
    }

    private async Task PutAsync(FlagDataSet all, CancellationToken stop)
    {
        try
        {
            await _store.InitAsync(await KeepPassedOverAsync(all, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        }
        catch (FlagItemTooLargeException problem)
        {
            LogTooLarge(_logger, problem.Message);
        }

        _first.TrySetResult();
        _watches.Raise();
    }

    private async Task PutAsync(DataKind kind, string key, VersionedItem item, CancellationToken stop)
    {
        try
        {
            await _store.UpsertAsync(kind, key, item, stop).ConfigureAwait(false);
        }
        catch (FlagItemTooLargeException problem)
        {
            LogTooLarge(_logger, problem.Message);
        }

        _watches.Raise();
    }

    // What is stored under the key of a broken item stays.
    private async Task<FlagDataSet> KeepPassedOverAsync(FlagDataSet all, CancellationToken stop)
    {
        var stages = all.Stages.ToList();
        foreach (var fault in all.PassedOver)
        {
            LogPassedOver(_logger, fault.Kind.Name, fault.Key, fault.Problem);
            if (fault.Key.Length > 0
                && stages.All(stage => stage.Kind != fault.Kind || !stage.Items.ContainsKey(fault.Key))
                && await _store.GetAsync(fault.Kind, fault.Key, stop).ConfigureAwait(false) is { } stored)
            {
                stages.Add(new KindItems(fault.Kind, new Dictionary<string, VersionedItem> { [fault.Key] = stored }));
            }
        }

        return stages.Count == all.Stages.Count ? all : new FlagDataSet(stages);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flags cannot be followed; trying again")]
    private static partial void LogFailed(ILogger logger, string error, double delay_seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Flags are not followed any more: {Problem}")]
    private static partial void LogEnded(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Key}' in '{Kind}' is broken and is passed over: {Problem}")]
    private static partial void LogPassedOver(ILogger logger, string kind, string key, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogTooLarge(ILogger logger, string problem);
}
