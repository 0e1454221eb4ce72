using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Follows the store: applies the changes that it reports, and reads it again where they are unknown or at an interval.</summary>
/// <param name="options">The interval, and the source of changes.</param>
/// <param name="logger">Logs failures.</param>
/// <param name="readings">Reads the store, and applies the changes that it reports.</param>
internal sealed partial class FlagRefresher(FlagClientOptions options, ILogger logger, FlagReadings readings)
    : IFollowedSource<StoredChanges>
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    // If a watch breaks sooner, the cause counts as the same as before.
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(1);

    private readonly OnceReporter _whyNotFollowed = new();
    private readonly OnceReporter _whyNotRead = new();
    private bool _isRead;
    private long _readAt;
    private Exception? _reported;

    private bool IsNever => options.RefreshInterval == Timeout.InfiniteTimeSpan;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="isRead">True if the caller reads the store now: without a source of changes, the first reading is after the
    /// interval.</param>
    /// <param name="stop">Stops it.</param>
    public async Task RunAsync(bool isRead, CancellationToken stop)
    {
        if (options.LiveUpdates && options.Changes is null)
        {
            LogNoChanges(logger);
        }

        if (IsNever && options.Changes is null)
        {
            return;
        }

        _isRead = isRead && options.Changes is null;
        var interval = IsNever ? Never : options.RefreshInterval;
        var follow = new FollowOptions
        {
            PollInterval = interval,
            Backoff = new BackoffOptions
            {
                BaseDelay = Least(TimeSpan.FromSeconds(1), interval),
                MaxDelay = Least(MaxPause, interval),
                ResetAfter = ResetAfter,
            },
            OpenTimeout = isRead ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1),
            Clock = options.Clock,
        };
        try
        {
            await new ChangeFollower<StoredChanges>(this, follow).RunAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    /// <inheritdoc/>
    public async Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        options.Changes is null ? null : await options.Changes.OpenWatchAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_isRead)
        {
            _isRead = false;
            return;
        }

        _readAt = options.Clock.GetTimestamp();
        await ReportFailureAsync(readings.RefreshAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ApplyAsync(StoredChanges change, CancellationToken cancellationToken)
    {
        if (!change.IsComplete || change.Items.Any(item => !item.IsReported))
        {
            // The first change is read immediately; during many, such as a new data set that is being written, there is one reading a
            // second.
            var wait = options.MinTimeBetweenChanges - options.Clock.GetElapsedTime(_readAt);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
            }

            _readAt = options.Clock.GetTimestamp();
        }

        await ReportFailureAsync(readings.ApplyAsync(change, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs a failure to follow, once until following succeeds; failures of readings are logged by the readings.</summary>
    public void OnState(FollowState state)
    {
        if (state.Failures == 1)
        {
            _whyNotFollowed.Reset();
        }

        if (state.Failure is { } failure && failure != _reported)
        {
            _whyNotFollowed.Report(ReasonOf(failure), () => LogFollowingFailed(logger, failure));
            if (IsNever)
            {
                // No reading will find out.
                readings.RecordUnfollowed(failure);
            }
        }

        _reported = null;
    }

    private async Task ReportFailureAsync(Task reading, CancellationToken cancellationToken)
    {
        try
        {
            await reading.ConfigureAwait(false);
            if (_whyNotRead.Reset())
            {
                LogReadAgain(logger);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var consequence = readings.Snapshot is not null ? "the last reading stays in use" : "defaults are returned";
            _whyNotRead.Report(ReasonOf(problem), () => LogRefreshFailed(logger, consequence, problem));
            _reported = problem;
            throw;
        }
    }

    private static string ReasonOf(Exception problem) => OnceReporter.WithoutNumbers($"{problem.GetType()}: {problem.Message}");

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store does not report its changes; it is polled")]
    private static partial void LogNoChanges(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Changes of the flag store cannot be followed for now; it is polled")]
    private static partial void LogFollowingFailed(ILogger logger, Exception problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flag store cannot be read; {Consequence}")]
    private static partial void LogRefreshFailed(ILogger logger, string consequence, Exception problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The flag store can be read again")]
    private static partial void LogReadAgain(ILogger logger);
}
