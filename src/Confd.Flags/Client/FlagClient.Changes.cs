using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <content>Live updates: the store is read as soon as it says that it has changed.</content>
public sealed partial class FlagClient
{
    // A first change is read at once; of many, such as a new data set that is being written, there is one reading a second.
    private static readonly TimeSpan MinTimeBetweenChanges = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FollowRetryDelay = TimeSpan.FromSeconds(15);

    private volatile bool _isFollowing;

    private async Task FollowChangesAsync()
    {
        try
        {
            var canFollow = _options.Changes is not null;
            if (_options.LiveUpdates && !canFollow)
            {
                LogNoChanges(_logger);
            }

            while (canFollow)
            {
                canFollow = await TryFollowAsync(_options.Changes!).ConfigureAwait(false);
                if (canFollow)
                {
                    await Task.Delay(FollowRetryDelay, _options.Clock, _lifetime.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_lifetime.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    // False: these changes cannot be followed at all.
    private async Task<bool> TryFollowAsync(IFlagChangeSource changes)
    {
        try
        {
            var watch = await changes.OpenWatchAsync(_lifetime.Token).ConfigureAwait(false);
            if (watch is null)
            {
                return false;
            }

            await using (watch.ConfigureAwait(false))
            {
                await ReadOnChangesAsync(watch).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !_lifetime.IsCancellationRequested)
        {
            LogFollowingFailed(_logger, problem);
        }
        finally
        {
            _isFollowing = false;
        }

        return true;
    }

    private async Task ReadOnChangesAsync(FlagWatch watch)
    {
        // What changed before the watch was open, it does not tell.
        while (true)
        {
            _isFollowing = await TryRefreshAsync().ConfigureAwait(false);
            if (!_isFollowing)
            {
                await Task.Delay(FollowRetryDelay, _options.Clock, _lifetime.Token).ConfigureAwait(false);
                continue;
            }

            var read = _options.Clock.GetTimestamp();
            await watch.WaitForChangeAsync(_lifetime.Token).ConfigureAwait(false);
            var wait = MinTimeBetweenChanges - _options.Clock.GetElapsedTime(read);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _options.Clock, _lifetime.Token).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store does not tell of its changes; it is read from time to time")]
    private static partial void LogNoChanges(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of the flag store cannot be followed for now; it is read from time to time")]
    private static partial void LogFollowingFailed(ILogger logger, Exception problem);
}
