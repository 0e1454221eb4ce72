using System.Runtime.ExceptionServices;

namespace Confd.Following;

/// <summary>
/// Follows a source: opens a watch, reads everything, applies each change. A source that cannot be watched is polled, and opening is
/// tried again at <see cref="FollowOptions.SearchInterval"/>; after a failure the follower waits, longer each time, and opens a new watch.
/// </summary>
/// <remarks>
/// Nothing is missed: everything is read after a watch has been opened, and a change that could not be applied closes the watch. While no
/// watch is open the source is polled all the same, however long opening takes: a source that cannot be watched may still be readable.
/// While a watch is open nothing is polled.
/// </remarks>
/// <typeparam name="TChange">Describes a change.</typeparam>
public sealed class ChangeFollower<TChange>
{
    private readonly IFollowedSource<TChange> _source;
    private readonly FollowOptions _options;
    private readonly Backoff _backoff;
    private readonly Backoff _refusals;
    private long? _lastRead;
    private long? _lastExpired;

    /// <summary>Creates a follower; nothing is opened or read yet.</summary>
    /// <param name="source">The source to follow.</param>
    /// <param name="options">Times; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval of polling is not positive.</exception>
    public ChangeFollower(IFollowedSource<TChange> source, FollowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _options = options ?? new FollowOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.PollInterval, TimeSpan.Zero, nameof(options));
        _backoff = new Backoff(_options.Backoff, _options.Clock);
        _refusals = _options.RefusalBackoff is { } refusals ? new Backoff(refusals, _options.Clock) : _backoff;
    }

    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="Exception">A failure that is <see cref="IFollowedSource{TChange}.IsPermanent"/>.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var watch = await OpenAsync(stop).ConfigureAwait(false) ?? await PollAsync(stop).ConfigureAwait(false);
                await using (watch.ConfigureAwait(false))
                {
                    await FollowAsync(watch, stop).ConfigureAwait(false);
                }
            }
            catch (WatchExpiredException)
            {
                // The next watch begins with everything: immediately, unless the previous one expired a moment ago.
                if (_lastExpired is { } last)
                {
                    var left = _options.Backoff.BaseDelay - _options.Clock.GetElapsedTime(last);
                    await LongDelay.WaitAsync(left, _options.Clock, stop).ConfigureAwait(false);
                }

                _lastExpired = _options.Clock.GetTimestamp();
            }
            catch (Exception failure)
            {
                ThrowUnlessTransient(failure, stop);

                // The pause starts before the read, so that the read does not lengthen it.
                var pause = Task.Delay(Note(failure), _options.Clock, stop);
                await ReadUntilDoneAsync(pause, TimeSpan.Zero, stop).ConfigureAwait(false);
                await pause.ConfigureAwait(false);
            }
        }
    }

    // One at a time. Opening may take long: everything is read in the meantime, and again when the watch is open, so that nothing is
    // missed.
    private async Task<IChangeWatch<TChange>?> OpenAsync(CancellationToken stop)
    {
        var opening = _source.OpenWatchAsync(stop);
        if (!opening.IsCompleted)
        {
            try
            {
                var maxWait = _options.OpenTimeout == Timeout.InfiniteTimeSpan ? _options.PollInterval : _options.OpenTimeout;
                await ReadUntilDoneAsync(opening, maxWait, stop).ConfigureAwait(false);
            }
            catch
            {
                await CloseWhenOpenAsync(opening).ConfigureAwait(false);
                throw;
            }
        }

        return await opening.ConfigureAwait(false);
    }

    private static async Task CloseWhenOpenAsync(Task<IChangeWatch<TChange>?> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully && opening.Result is { } watch)
        {
            await watch.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(IChangeWatch<TChange> watch, CancellationToken stop)
    {
        Report(new FollowState(FollowKind.Watching, null, TimeSpan.Zero));

        // After the watch is open, so that no change falls between.
        var pending = new Queue<TChange>(1);
        await ReadUntilGoodAsync(pause => PauseAsync(pause, watch, pending, stop), stop).ConfigureAwait(false);
        while (true)
        {
            if (!pending.TryDequeue(out var change))
            {
                change = await watch.WaitForChangeAsync(stop).ConfigureAwait(false);
            }

            if (_options.SettleTime > TimeSpan.Zero)
            {
                change = await SettleAsync(watch, change, stop).ConfigureAwait(false);
            }

            await _source.ApplyAsync(change, stop).ConfigureAwait(false);
            RecordSuccess();
        }
    }

    // A group of writes is one change. Changes of a source that changes all the time are applied nevertheless.
    private async Task<TChange> SettleAsync(IChangeWatch<TChange> watch, TChange change, CancellationToken stop)
    {
        var first = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(first) < _options.MaxSettleTime)
        {
            using var quiet = new TimeLimit(_options.SettleTime, _options.Clock, stop);
            try
            {
                change = _source.Merge(change, await watch.WaitForChangeAsync(quiet.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (quiet.HasPassed)
            {
                break;
            }
        }

        return change;
    }

    // The watch stays open in the meantime, and keeps changes.
    private async Task ReadUntilGoodAsync(Func<TimeSpan, Task> pauseAsync, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
                RecordSuccess();
                return;
            }
            catch (Exception failure) when (failure is not WatchExpiredException)
            {
                ThrowUnlessTransient(failure, stop);
                await pauseAsync(Note(failure)).ConfigureAwait(false);
            }
        }
    }

    // A source that reports a change may be readable again: the first change ends the pause, and is applied when everything has been read.
    // Later ones do not end it: a source that changes all the time would be read all the time.
    private async Task PauseAsync(TimeSpan pause, IChangeWatch<TChange> watch, Queue<TChange> pending, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var passing = Task.Delay(pause, _options.Clock, ending.Token);
        if (pending.Count > 0)
        {
            await passing.ConfigureAwait(false);
            return;
        }

        var waiting = watch.WaitForChangeAsync(ending.Token);
        await Task.WhenAny(passing, waiting).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            pending.Enqueue(await waiting.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nothing has changed.
        }
    }

    // Until the source can be watched after all.
    private async Task<IChangeWatch<TChange>> PollAsync(CancellationToken stop)
    {
        var searched = _options.Clock.GetTimestamp();
        while (true)
        {
            await ReadUntilGoodAsync(pause => Task.Delay(pause, _options.Clock, stop), stop).ConfigureAwait(false);
            Report(new FollowState(FollowKind.Polling, null, _options.PollInterval));
            while (LeftToReading(TimeSpan.Zero) is var left && left > TimeSpan.Zero)
            {
                var search = _options.SearchInterval == Timeout.InfiniteTimeSpan
                    ? TimeSpan.MaxValue
                    : _options.SearchInterval - _options.Clock.GetElapsedTime(searched);
                await LongDelay.WaitAsync(search < left ? search : left, _options.Clock, stop).ConfigureAwait(false);
                if (search < left)
                {
                    if (await SearchAsync(stop).ConfigureAwait(false) is { } watch)
                    {
                        return watch;
                    }

                    searched = _options.Clock.GetTimestamp();
                }
            }
        }
    }

    // While polling works, a watch that cannot be opened is not a failure.
    private async Task<IChangeWatch<TChange>?> SearchAsync(CancellationToken stop)
    {
        try
        {
            return await OpenAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            ThrowUnlessTransient(failure, stop);
            return null;
        }
    }

    // While no watch is open, everything is read at every interval until the awaited task (an opening or a pause) completes. A read that
    // fails is reported and repeated after an interval.
    private async Task ReadUntilDoneAsync(Task waited, TimeSpan first, CancellationToken stop)
    {
        do
        {
            var left = LeftToReading(first);
            if (left > TimeSpan.Zero && await IsDoneWithinAsync(waited, left, stop).ConfigureAwait(false))
            {
                return;
            }

            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                ThrowUnlessTransient(failure, stop);
                Report(new FollowState(FollowKind.Broken, failure, TimeSpan.Zero));
            }
        }
        while (!waited.IsCompleted);
    }

    // The timer ends with the wait.
    private async Task<bool> IsDoneWithinAsync(Task waited, TimeSpan time, CancellationToken stop)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var passing = LongDelay.WaitAsync(time, _options.Clock, waiting.Token);
        await Task.WhenAny(waited, passing).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return waited.IsCompleted;
    }

    // An interval after the last reading.
    private TimeSpan LeftToReading(TimeSpan first) => _lastRead switch
    {
        null => first,
        _ when _options.PollInterval == TimeSpan.MaxValue => TimeSpan.MaxValue,
        { } last => _options.PollInterval - _options.Clock.GetElapsedTime(last),
    };

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await _source.ReadAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            // The interval is between the end of one read and the start of the next.
            _lastRead = _options.Clock.GetTimestamp();
        }
    }

    private void RecordSuccess()
    {
        _backoff.Succeeded();
        _refusals.Succeeded();
    }

    // The state is informational: an exception of its receiver must not end the following.
    private void Report(FollowState state)
    {
        try
        {
            _source.OnState(state);
        }
        catch
        {
            // The source has a logger and can log its own failures; this has none.
        }
    }

    private TimeSpan Note(Exception failure)
    {
        var backoff = _source.IsRefusal(failure) ? _refusals : _backoff;
        var pause = backoff.Next();
        Report(new FollowState(FollowKind.Broken, failure, pause) { Failures = backoff.Failures });
        return pause;
    }

    // In the block of the catch: the exception of a source's IsPermanent would vanish in a filter.
    private void ThrowUnlessTransient(Exception failure, CancellationToken stop)
    {
        if (_source.IsPermanent(failure) || (failure is OperationCanceledException && stop.IsCancellationRequested))
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
