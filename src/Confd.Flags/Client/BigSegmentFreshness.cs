using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>When big segments were last brought up to date: read in the background from the first question on, and not for each
/// context.</summary>
/// <param name="store">Knows it.</param>
/// <param name="options">How often it is asked, and for how long.</param>
/// <param name="logger">Hears of readings that fail.</param>
/// <param name="tell">Is called when the status becomes better or worse.</param>
/// <param name="stop">Ends the reading.</param>
internal sealed partial class BigSegmentFreshness(
    IBigSegmentStore store, FlagClientOptions options, ILogger logger, Action<BigSegmentStoreStatus> tell, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private volatile Known? _known;
    private volatile bool _isFailing;
    private BigSegmentStoreStatus? _told;
    private TaskCompletionSource? _reading;
    private Task? _polling;

    /// <summary>Whether memberships that are read now may be out of date: they were not brought up to date for long, or nothing is known of
    /// it.</summary>
    public bool IsStale => _known?.SynchronizedOn is not { } last || options.Clock.GetUtcNow() - last >= options.BigSegmentsStaleAfter;

    /// <summary>
    /// Completes when something is known that is not old. At once but for the first time, or after the process was frozen: background
    /// readings come late then. Never fails.
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

    /// <summary>How the store is doing, by the last look at it; the first one is waited for. Never fails.</summary>
    public async Task<BigSegmentStoreStatus> GetStatusAsync()
    {
        if (_known is null && !_isFailing)
        {
            await EnsureKnownAsync().ConfigureAwait(false);
        }

        return Status;
    }

    /// <summary>Completes when nothing runs in the background any more, after <c>stop</c> was requested.</summary>
    public Task WhenStoppedAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_polling ?? Task.CompletedTask, _reading?.Task ?? Task.CompletedTask);
        }
    }

    private BigSegmentStoreStatus Status =>
        _isFailing ? new(IsAvailable: false, IsStale: false) : new(IsAvailable: _known is not null, IsStale);

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

    // The reading that is under way, or a new one. The store's code does not run inside the lock.
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
            var last = await BoundedStoreRead.RunAsync(
                store.GetSynchronizedOnAsync, options.BigSegmentsTimeout, options.Clock, stop).ConfigureAwait(false);
            _known = new Known(last, options.Clock.GetTimestamp());
            _isFailing = false;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // What was known stays, and becomes stale by itself.
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

        TellStatus();
    }

    private void TellStatus()
    {
        var status = Status;
        bool isFirst;
        lock (_lock)
        {
            if (_told == status || stop.IsCancellationRequested)
            {
                return;
            }

            isFirst = _told is null;
            _told = status;
        }

        // Whoever listens is not told of a first, good status: that is what they start from.
        if (!isFirst || status is not { IsAvailable: true, IsStale: false })
        {
            tell(status);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "When big segments were last brought up to date could not be read")]
    private static partial void LogReadFailed(ILogger logger, Exception problem);

    // The latter by the clock's timestamps.
    private sealed record Known(DateTimeOffset? SynchronizedOn, long ReadAt);
}
