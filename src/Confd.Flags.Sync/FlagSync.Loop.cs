using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

public sealed partial class FlagSync
{
    // The loop is told to stop by one token; writes that are under way get a little longer with the other one.
    private async Task RunAsync(Func<Backoff, CancellationToken, Task> run, CancellationToken stop)
    {
        using var writing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        await using var stopping = stop.Register(() => writing.CancelAfter(_options.StopTime)).ConfigureAwait(false);
        var delay = new Backoff(_options.Backoff, _clock);
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
            catch (Exception exception) when (exception is LaunchDarklyException { IsFinal: true } or FlagSourceDiffersException)
            {
                _health.Ended(exception.Message);
                throw;
            }
            catch (Exception exception) when (exception is LaunchDarklyException or FlagDataException or FlagStoreException or IOException
                or UnauthorizedAccessException)
            {
                Failed(exception);
                var wait = delay.Next();
                LogFailed(_logger, exception.Message, Math.Round(wait.TotalSeconds, 1));
                await Task.Delay(wait, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Failed(Exception exception)
    {
        if (exception is FlagStoreException)
        {
            _health.TableFailed(exception.Message);
            _metrics?.Failed("table");
            return;
        }

        _health.SourceFailed(exception.Message);
        _metrics?.Failed("source");
    }

    // What is sent on the stream says nothing of the table. Where the table needs everything anew, so does a new connection: it begins with
    // that.
    private async Task LookWhileConnectedAsync(CancellationTokenSource connection)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.LookInterval, _clock, connection.Token).ConfigureAwait(false);
                if (await _table.LookAsync(connection.Token).ConfigureAwait(false) || _table.IsFullCheckDue)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (connection.IsCancellationRequested)
        {
            return;
        }
        catch (FlagSourceDiffersException)
        {
            await connection.CancelAsync().ConfigureAwait(false);
            throw;
        }

        await connection.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the next time, and looks at the table in between.</summary>
    /// <returns>True where the table needs everything anew; then the wait ends early.</returns>
    private async Task<bool> WaitAndLookAsync(CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var left = _options.PollInterval - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            var untilLook = _options.LookInterval - _health.SinceLook;
            var wait = untilLook < left ? untilLook : left;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _clock, stop).ConfigureAwait(false);
            }

            if (_health.SinceLook >= _options.LookInterval && await _table.LookAsync(stop).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag sync failed; trying again")]
    private static partial void LogFailed(ILogger logger, string error, double delay_seconds);
}
