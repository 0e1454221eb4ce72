using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <content>The loop that follows a source, and its handling of failures.</content>
public sealed partial class FlagSync
{
    // Stopped by one token; writes in progress get a little longer with the other one.
    private async Task RunAsync<T>(Func<CancellationToken, IFollowedSource<T>> create, CancellationToken stop)
    {
        using var writing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _options.Clock);
        await using var stopping = stop.Register(() => writing.CancelAfter(_options.StopTimeout)).ConfigureAwait(false);
        var follow = new FollowOptions
        {
            // Its sources always have a watch.
            PollInterval = TimeSpan.MaxValue,
            Backoff = _options.Backoff,
            OpenTimeout = Timeout.InfiniteTimeSpan,
            Clock = _options.Clock,
        };
        try
        {
            await new ChangeFollower<T>(create(writing.Token), follow).RunAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped on request.
        }
        catch (Exception exception) when (IsPermanent(exception))
        {
            _health.Ended(SyncFailures.Describe(exception));
            throw;
        }
    }

    // Exceptions that a retry cannot solve. Unexpected ones may pass: a daemon that continues is better than one that has ended.
    private static bool IsPermanent(Exception exception) =>
        SyncFailures.IsPermanent(exception) || exception is ArgumentException;

    private void OnFollowState(FollowState state)
    {
        if (state.Failure is { } failure)
        {
            if (!_outsideFailure.IsFromOutside(failure))
            {
                Failed(failure);
            }

            LogFailed(_logger, SyncFailures.Describe(failure), Math.Round(state.Pause.TotalSeconds, 1));
        }
    }

    private void Failed(Exception exception)
    {
        if (exception is FlagStoreException)
        {
            _health.TableFailed(exception.Message);
            _options.Metrics?.Failed("table");
            return;
        }

        _health.SourceFailed(SyncFailures.Describe(exception));
        _options.Metrics?.Failed("source");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag sync failed; trying again [in {delay_seconds} seconds: {error}]")]
    private static partial void LogFailed(ILogger logger, string error, double delay_seconds);
}
