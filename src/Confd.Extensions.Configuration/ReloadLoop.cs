using Confd.DynamoDb;
using Confd.DynamoDb.Watching;
using Confd.Following;
using Confd.Shared;

namespace Confd.Extensions.Configuration;

/// <summary>Schedules reloads of the settings: on changes that the table's journal or stream reports, or at an interval.</summary>
internal sealed class ReloadLoop : IFollowedSource<bool>
{
    // The interval for a table whose stream cannot be followed.
    private static readonly TimeSpan FallbackInterval = TimeSpan.FromMinutes(1);

    // Settings are often written in groups, and a group arrives with several reads of the stream, which are half a second apart: a reload
    // waits until nothing was received for longer than that.
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(750);

    // If a stream breaks sooner, the cause counts as the same as before.
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(1);

    private readonly SettingsReader _source;
    private readonly DynamoDbConfigurationOptions _options;
    private readonly Func<CancellationToken, Task<bool>> _tryReload;
    private readonly Action<DynamoDbConfigurationException> _report;
    private readonly TimeSpan _interval;
    private readonly WatchOrPoll<KeyValueWatch> _watching;
    private readonly OnceReporter _whyNotFollowed = new();

    /// <summary>Creates a loop that does not run yet.</summary>
    /// <param name="reader">The table.</param>
    /// <param name="options">When to reload.</param>
    /// <param name="tryReload">Reads again; false where the table could not be read.</param>
    /// <param name="report">Called with the reason why neither is followed.</param>
    public ReloadLoop(
        SettingsReader reader,
        DynamoDbConfigurationOptions options,
        Func<CancellationToken, Task<bool>> tryReload,
        Action<DynamoDbConfigurationException> report)
    {
        _source = reader;
        _options = options;
        _tryReload = tryReload;
        _report = report;
        _interval = options.ReloadInterval ?? FallbackInterval;
        _watching = new(
            options.Table.Journal.Name,
            () => report(NoStream()),
            (journal, denied) => report(JournalDenied(journal, denied)),
            denied => report(StreamDenied(denied)));
    }

    /// <summary>Runs until cancelled. An interval counts from the call; to follow changes, the settings are read once more at the
    /// beginning.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (_options.ReloadOnChange)
            {
                // Off the loading thread, whose context might be blocked.
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
        using var timer = new PeriodicTimer(_interval, _options.Table.Clock);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await _tryReload(stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        await _source.OpenWatchAsync(_watching, cancellationToken).ConfigureAwait(false) is { } watch ? new Watch(_source, watch) : null;

    /// <inheritdoc/>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _tryReload(cancellationToken).ConfigureAwait(false))
        {
            throw new ReloadFailedException();
        }
    }

    /// <inheritdoc/>
    public Task ApplyAsync(bool change, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <summary>Reports why changes cannot be followed: once until following succeeds.</summary>
    public void OnState(FollowState state)
    {
        if (state.Failures == 1)
        {
            _whyNotFollowed.Reset();
        }

        // Failures of reloads are reported by the reloads, and denied access to the stream by the next attempt to follow it.
        if (state.Failure is { } failure and not ReloadFailedException && !IsDenied(failure))
        {
            _whyNotFollowed.Report(() => _report(failure as DynamoDbConfigurationException ?? new(
                _source.TableName,
                $"The stream of table {_source.TableName} could not be followed: an unexpected {failure.GetType().Name}",
                failure)));
        }
    }

    private Task FollowAsync(CancellationToken stop)
    {
        var first = _interval < TimeSpan.FromSeconds(1) ? _interval : TimeSpan.FromSeconds(1);
        var follow = new FollowOptions
        {
            PollInterval = _interval,
            OpenTimeout = Timeout.InfiniteTimeSpan,
            Backoff = new BackoffOptions { BaseDelay = first, MaxDelay = _interval, ResetAfter = ResetAfter },
            SettleTime = QuietTime,
            Clock = _options.Table.Clock,
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

    private DynamoDbConfigurationException JournalDenied(string journal, DynamoDbException denied) => new(
        _source.TableName,
        $"The journal {journal} of table {_source.TableName} may not be read, so the table is read every {_interval}; allow "
            + "dynamodb:GetItem and dynamodb:Query on the journal",
        denied);

    private DynamoDbConfigurationException StreamDenied(DynamoDbException denied) => new(
        _source.TableName,
        $"The stream of table {_source.TableName} may not be read, so the table is read every {_interval}; allow dynamodb:DescribeStream, "
            + "dynamodb:GetShardIterator and dynamodb:GetRecords on its stream",
        denied);

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
