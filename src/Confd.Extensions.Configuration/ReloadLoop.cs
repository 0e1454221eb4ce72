using Confd.DynamoDb;
using Confd.DynamoDb.Watching;
using Confd.Following;
using Confd.Shared;

namespace Confd.Extensions.Configuration;

/// <summary>Decides when settings are read again: when the table's journal or stream tells of a change, or at an interval.</summary>
/// <param name="reader">The table.</param>
/// <param name="options">When to reload.</param>
/// <param name="tryReload">Reads anew; false where the table could not be read.</param>
/// <param name="report">Is told why neither is followed.</param>
internal sealed class ReloadLoop(
    SettingsReader reader,
    DynamoDbConfigurationOptions options,
    Func<CancellationToken, Task<bool>> tryReload,
    Action<DynamoDbConfigurationException> report) : IFollowedSource<bool>
{
    // The interval of a table whose stream was to be followed and cannot be.
    private static readonly TimeSpan FallbackInterval = TimeSpan.FromMinutes(1);

    // Settings are often written in groups, and a group comes with several looks at the stream, which are half a second apart: a reload
    // waits until nothing more has come for longer than that.
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(750);

    // A table that is written all the time is reloaded nevertheless.
    private static readonly TimeSpan LongestSettleTime = TimeSpan.FromSeconds(10);

    private readonly SettingsReader _source = reader;
    private readonly TimeSpan _interval = options.ReloadInterval ?? FallbackInterval;
    private readonly SaidOnce _whyPolled = new();

    /// <summary>Runs until cancelled. An interval counts from the call; to follow changes, the settings are read once more at the
    /// beginning.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (options.ReloadOnChange)
            {
                // Off the thread that loads, which may have a context that waits for it.
                await Task.Run(() => FollowAsync(stop), CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await PollAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task PollAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, options.Table.Clock);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await tryReload(stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        DynamoDbConfigurationException reason;
        try
        {
            if (await _source.OpenWatchAsync(cancellationToken).ConfigureAwait(false) is { } watch)
            {
                _whyPolled.Forget();
                return new Watch(_source, watch);
            }

            reason = NoStream();
        }
        catch (DynamoDbConfigurationException denied) when (IsDenied(denied))
        {
            reason = StreamDenied(denied);
        }

        // That is for an administrator to change; it is asked again once in a while.
        _whyPolled.Say(() => report(reason));
        return null;
    }

    /// <inheritdoc/>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!await tryReload(cancellationToken).ConfigureAwait(false))
        {
            throw new ReloadFailedException();
        }
    }

    /// <inheritdoc/>
    public Task ApplyAsync(bool change, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public bool Merge(bool earlier, bool later) => later;

    /// <inheritdoc/>
    public void OnState(FollowState state)
    {
        // Reloads tell themselves what they fail with, and the next attempt to follow the stream what is not allowed.
        if (state.Failure is { } failure and not ReloadFailedException && !IsDenied(failure))
        {
            report(failure as DynamoDbConfigurationException ?? new(
                _source.TableName,
                $"The stream of table {_source.TableName} could not be followed: an unexpected {failure.GetType().Name}",
                failure));
        }
    }

    private Task FollowAsync(CancellationToken stop)
    {
        var first = _interval < TimeSpan.FromSeconds(1) ? _interval : TimeSpan.FromSeconds(1);
        var follow = new FollowOptions
        {
            PollInterval = _interval,
            OpeningPatience = Timeout.InfiniteTimeSpan,
            Backoff = new BackoffOptions { First = first, Longest = _interval },
            SettleTime = QuietTime,
            LongestSettleTime = LongestSettleTime,
            Clock = options.Table.Clock,
        };
        return new ChangeFollower<bool>(this, follow).RunAsync(stop);
    }

    private static bool IsDenied(Exception failure) => failure is DynamoDbConfigurationException
    {
        InnerException: DynamoDbException { Failure: DynamoDbFailure.AccessDenied },
    };

    private DynamoDbConfigurationException NoStream() => new(
        _source.TableName,
        $"Table {_source.TableName} has no stream to follow, so it is read every {_interval}; turn one on, with old and new "
            + "images");

    private DynamoDbConfigurationException StreamDenied(DynamoDbConfigurationException denied) => new(
        _source.TableName,
        $"The stream of table {_source.TableName} may not be read, so the table is read every {_interval}; allow dynamodb:DescribeStream, "
            + "dynamodb:GetShardIterator and dynamodb:GetRecords on its stream",
        denied.InnerException);

    private sealed class Watch(SettingsReader source, KeyValueWatch watch) : IChangeWatch<bool>
    {
        public async Task<bool> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            await source.WaitForChangeAsync(watch, cancellationToken).ConfigureAwait(false);
            return true;
        }

        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }

    private sealed class ReloadFailedException : Exception;
}
