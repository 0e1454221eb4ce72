namespace Confd.Following;

/// <summary>
/// Follows a source: opens a watch, reads everything, does what each change asks for. Where the source cannot be watched it is polled,
/// and asked for a watch again once in a while; after a failure the follower waits, ever longer, and opens a new watch.
/// </summary>
/// <remarks>
/// Nothing is missed: everything is read after a watch has been opened, and a change that could not be applied closes the watch. While no
/// watch is open the source is polled all the same, however long an opening takes: a source whose changes cannot be heard may still be
/// readable. While one is open nothing is read for the time alone.
/// </remarks>
/// <typeparam name="TChange">What is told of a change.</typeparam>
public sealed class ChangeFollower<TChange>
{
    private readonly IFollowedSource<TChange> _source;
    private readonly FollowOptions _options;
    private readonly Backoff _backoff;
    private readonly Backoff _refusals;
    private long? _lastRead;
    private long? _lastExpired;

    /// <summary>Makes a follower; nothing is opened or read yet.</summary>
    /// <param name="source">What is followed.</param>
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
    /// <exception cref="Exception">A failure that is <see cref="IFollowedSource{TChange}.IsFinal"/>.</exception>
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
                // The next one begins with everything: at once, unless one ended so a moment ago.
                if (_lastExpired is { } last)
                {
                    var left = _options.Backoff.First - _options.Clock.GetElapsedTime(last);
                    await LongDelay.WaitAsync(left, _options.Clock, stop).ConfigureAwait(false);
                }

                _lastExpired = _options.Clock.GetTimestamp();
            }
            catch (Exception failure) when (MayPass(failure, stop))
            {
                // The pause begins before the reading does, and is not longer for it.
                var pause = Task.Delay(Note(failure), _options.Clock, stop);
                await ReadUntilDoneAsync(pause, TimeSpan.Zero, stop).ConfigureAwait(false);
                await pause.ConfigureAwait(false);
            }
        }
    }

    // One at a time. It may take long: everything is read meanwhile, and once more when the watch is open, so that nothing is missed.
    private async Task<IChangeWatch<TChange>?> OpenAsync(CancellationToken stop)
    {
        var opening = _source.OpenWatchAsync(stop);
        if (!opening.IsCompleted)
        {
            try
            {
                var patience = _options.OpeningPatience == Timeout.InfiniteTimeSpan ? _options.PollInterval : _options.OpeningPatience;
                await ReadUntilDoneAsync(opening, patience, stop).ConfigureAwait(false);
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
        Tell(new FollowState(FollowKind.Watching, null, TimeSpan.Zero));

        // After the watch is open, so that no change falls between.
        var told = new Queue<TChange>(1);
        await ReadUntilGoodAsync(pause => PauseAsync(pause, watch, told, stop), stop).ConfigureAwait(false);
        while (true)
        {
            if (!told.TryDequeue(out var change))
            {
                change = await watch.WaitForChangeAsync(stop).ConfigureAwait(false);
            }

            if (_options.SettleTime > TimeSpan.Zero)
            {
                change = await SettleAsync(watch, change, stop).ConfigureAwait(false);
            }

            await _source.ApplyAsync(change, stop).ConfigureAwait(false);
            NoteSuccess();
        }
    }

    // A group of writes is one change. A source that changes all the time has its changes applied nevertheless.
    private async Task<TChange> SettleAsync(IChangeWatch<TChange> watch, TChange change, CancellationToken stop)
    {
        var first = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(first) < _options.LongestSettleTime)
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

    // A watch stays open meanwhile: it keeps what changes.
    private async Task ReadUntilGoodAsync(Func<TimeSpan, Task> pauseAsync, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
                NoteSuccess();
                return;
            }
            catch (Exception failure) when (failure is not WatchExpiredException && MayPass(failure, stop))
            {
                await pauseAsync(Note(failure)).ConfigureAwait(false);
            }
        }
    }

    // A source that tells of a change may be readable again: the first one ends the pause, and is applied when everything has been read.
    // Later ones do not: a source that changes all the time would be asked all the time.
    private async Task PauseAsync(TimeSpan pause, IChangeWatch<TChange> watch, Queue<TChange> told, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var passing = Task.Delay(pause, _options.Clock, ending.Token);
        if (told.Count > 0)
        {
            await passing.ConfigureAwait(false);
            return;
        }

        var telling = watch.WaitForChangeAsync(ending.Token);
        await Task.WhenAny(passing, telling).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            told.Enqueue(await telling.ConfigureAwait(false));
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
            Tell(new FollowState(FollowKind.Polling, null, _options.PollInterval));
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

    // What is polled well is no failure.
    private async Task<IChangeWatch<TChange>?> SearchAsync(CancellationToken stop)
    {
        try
        {
            return await OpenAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (MayPass(failure, stop))
        {
            return null;
        }
    }

    // While no watch is open everything is read at every interval, whatever is waited for: an opening or a pause. A reading that fails is
    // told and comes again after an interval; what is waited for goes on.
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
            catch (Exception failure) when (MayPass(failure, stop))
            {
                Tell(new FollowState(FollowKind.Broken, failure, TimeSpan.Zero));
            }
        }
        while (!waited.IsCompleted);
    }

    // Leaves no timer behind.
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
            // An interval lies between two readings, however long they take.
            _lastRead = _options.Clock.GetTimestamp();
        }
    }

    private void NoteSuccess()
    {
        _backoff.Succeeded();
        _refusals.Succeeded();
    }

    // Where it stands is for people. What they made of it, and how that failed, is no reason to follow no more.
    private void Tell(FollowState state)
    {
        try
        {
            _source.OnState(state);
        }
        catch
        {
            // The source's own; it has a logger, and this has none.
        }
    }

    private TimeSpan Note(Exception failure)
    {
        var backoff = _source.IsRefusal(failure) ? _refusals : _backoff;
        var pause = backoff.Next();
        Tell(new FollowState(FollowKind.Broken, failure, pause) { Failures = backoff.Failures });
        return pause;
    }

    private bool MayPass(Exception failure, CancellationToken stop) =>
        !_source.IsFinal(failure) && (failure is not OperationCanceledException || !stop.IsCancellationRequested);
}
