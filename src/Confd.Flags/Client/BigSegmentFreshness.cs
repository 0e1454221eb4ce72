using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Tracks when big segments were last synchronized. The store is read in the background from the first request on, and not once
/// per context.</summary>
/// <param name="store">The store that is read.</param>
/// <param name="options">The interval and the time limit of the readings.</param>
/// <param name="logger">Logs readings that fail.</param>
/// <param name="onChange">Called when the status changes.</param>
/// <param name="stop">Ends the reading.</param>
internal sealed partial class BigSegmentFreshness(
    IBigSegmentStore store, FlagClientOptions options, ILogger logger, Action<BigSegmentStoreStatus> onChange, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private volatile Known? _known;
    private volatile bool _isFailing;
    private BigSegmentStoreStatus? _told;
    private TaskCompletionSource? _reading;
    private Task? _polling;

    /// <summary>Whether memberships that are read now may be out of date: the last synchronization is too old, or its time is
    /// unknown.</summary>
    public bool IsStale => _known?.SynchronizedOn is not { } last || options.Clock.GetUtcNow() - last >= options.BigSegmentsStaleAfter;

    /// <summary>
    /// Completes when a recent reading is available. Waits only the first time, and after the process was frozen, when background readings
    /// are late. Never fails.
    /// </summary>
    public Task EnsureKnownAsync()
    {
        if (_known is { } known && options.Clock.GetElapsedTime(known.ReadAt) <= 2 * options.BigSegmentsStatusInterval)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            _polling ??= Detached.Start(PollAsync);
        }

        return ReadOnceAsync();
    }

    /// <summary>The store's status by the last reading; waits for the first one. Never fails.</summary>
    public async Task<BigSegmentStoreStatus> GetStatusAsync()
    {
        if (_known is null && !_isFailing)
        {
            await EnsureKnownAsync().ConfigureAwait(false);
        }

        return Status;
    }

    /// <summary>Completes when no background work is left, after <c>stop</c> was requested.</summary>
    public Task WhenStoppedAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_polling ?? Task.CompletedTask, _reading?.Task ?? Task.CompletedTask);
        }
    }

    private BigSegmentStoreStatus Status => new(IsAvailable: !_isFailing && _known is not null, IsStale: !_isFailing && IsStale)
    {
        SynchronizedOn = _known?.SynchronizedOn,
    };

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(options.BigSegmentsStatusInterval, options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await ReadOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    // Returns the reading that is in progress, or starts one. The store's code does not run inside the lock.
    private Task ReadOnceAsync()
    {
        TaskCompletionSource own;
        lock (_lock)
        {
            if (_reading is { Task.IsCompleted: false })
            {
                return _reading.Task;
            }

            own = _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = ReadAsync(own);
        return own.Task;
    }

    private async Task ReadAsync(TaskCompletionSource done)
    {
        try
        {
            var last = await BoundedStoreRead.RunDetachedAsync(
                store.GetSynchronizedOnAsync, options.BigSegmentsTimeout, options.Clock, stop).ConfigureAwait(false);
            _known = new Known(last, options.Clock.GetTimestamp());
            _isFailing = false;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // The last known time stays, and becomes stale by itself.
            _isFailing = true;
            if (!stop.IsCancellationRequested)
            {
                LogReadFailed(logger, problem);
            }
        }
        finally
        {
            done.SetResult();
        }

        ReportStatus();
    }

    private void ReportStatus()
    {
        var status = Status;
        bool isFirst;
        lock (_lock)
        {
            // The time changes with each synchronization, which is not reported.
            var isKnown = _told is { } told && (told.IsAvailable, told.IsStale) == (status.IsAvailable, status.IsStale);
            if (isKnown || stop.IsCancellationRequested)
            {
                return;
            }

            isFirst = _told is null;
            _told = status;
        }

        // A first, good status is not reported: listeners assume it.
        if (!isFirst || status is not { IsAvailable: true, IsStale: false })
        {
            onChange(status);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The time at which big segments were last synchronized could not be read")]
    private static partial void LogReadFailed(ILogger logger, Exception problem);

    // The latter by the clock's timestamps.
    private sealed record Known(DateTimeOffset? SynchronizedOn, long ReadAt);
}
