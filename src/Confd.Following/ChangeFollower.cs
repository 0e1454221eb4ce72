namespace Confd.Following;

/// <summary>
/// Follows a source: opens a watch, reads everything, does what each change asks for. Where the source cannot be watched it is polled,
/// and asked for a watch again once in a while; after a failure the follower waits, ever longer, and opens a new watch.
/// </summary>
/// <remarks>
/// Nothing is missed: everything is read after a watch has been opened, and a change that could not be applied closes the watch. While no
/// watch can be opened the source is read once in a while all the same, for a source whose changes cannot be heard may still be readable.
/// </remarks>
/// <typeparam name="TChange">What is told of a change.</typeparam>
public sealed class ChangeFollower<TChange>
{
    private readonly IFollowedSource<TChange> _source;
    private readonly FollowOptions _options;
    private readonly Backoff _backoff;
    private readonly Backoff _refusals;
    private long? _lastRead;

    /// <summary>Makes a follower; nothing is opened or read yet.</summary>
    /// <param name="source">What is followed.</param>
    /// <param name="options">Times; null: the defaults.</param>
    public ChangeFollower(IFollowedSource<TChange> source, FollowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _options = options ?? new FollowOptions();
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
                // The next one begins with everything.
            }
            catch (Exception failure) when (MayPass(failure, stop))
            {
                var pause = Note(failure);
                await ReadMeanwhileAsync(stop).ConfigureAwait(false);
                await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
            }
        }
    }

    // Read at once where opening takes its time, and once more when it is open: a change in between is seen by the second reading.
    private async Task<IChangeWatch<TChange>?> OpenAsync(CancellationToken stop)
    {
        var opening = _source.OpenWatchAsync(stop);
        if (!opening.IsCompleted && _lastRead is null && _options.OpeningPatience != Timeout.InfiniteTimeSpan)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var patience = Task.Delay(_options.OpeningPatience, _options.Clock, waiting.Token);
            if (await Task.WhenAny(opening, patience).ConfigureAwait(false) != opening && !stop.IsCancellationRequested)
            {
                await ReadWhileOpeningAsync(opening, stop).ConfigureAwait(false);
            }

            await waiting.CancelAsync().ConfigureAwait(false);
        }

        return await opening.ConfigureAwait(false);
    }

    // A reading that fails must not lose the watch that is being opened.
    private async Task ReadWhileOpeningAsync(Task<IChangeWatch<TChange>?> opening, CancellationToken stop)
    {
        try
        {
            await ReadAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (MayPass(failure, stop))
            {
                _source.OnState(new FollowState(FollowKind.Broken, failure, TimeSpan.Zero));
                return;
            }

            await CloseWhenOpenAsync(opening).ConfigureAwait(false);
            throw;
        }
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
        _source.OnState(new FollowState(FollowKind.Watching, null, TimeSpan.Zero));

        // After the watch is open, so that no change falls between.
        await ReadUntilGoodAsync(stop).ConfigureAwait(false);
        while (true)
        {
            var change = await watch.WaitForChangeAsync(stop).ConfigureAwait(false);
            if (_options.SettleTime > TimeSpan.Zero)
            {
                var settle = _options.LongestSettleTime > TimeSpan.Zero
                    ? SettleUntilQuietAsync(watch, change, stop)
                    : SettleAsync(watch, change, stop);
                change = await settle.ConfigureAwait(false);
            }

            await _source.ApplyAsync(change, stop).ConfigureAwait(false);
            NoteSuccess();
        }
    }

    // A group of writes is one change: what comes while it settles is taken with it.
    private async Task<TChange> SettleAsync(IChangeWatch<TChange> watch, TChange change, CancellationToken stop)
    {
        await Task.Delay(_options.SettleTime, _options.Clock, stop).ConfigureAwait(false);
        using var looking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var more = watch.WaitForChangeAsync(looking.Token);
        if (!more.IsCompleted)
        {
            // What comes in this very moment is not lost: a wait that is cancelled takes nothing, one that is not is looked at below.
            await looking.CancelAsync().ConfigureAwait(false);
            await ((Task)more).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return more.IsCanceled ? change : _source.Merge(change, await more.ConfigureAwait(false));
    }

    // A source that changes all the time has its changes applied nevertheless.
    private async Task<TChange> SettleUntilQuietAsync(IChangeWatch<TChange> watch, TChange change, CancellationToken stop)
    {
        var first = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(first) < _options.LongestSettleTime)
        {
            using var quiet = new CancellationTokenSource(_options.SettleTime, _options.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, stop);
            try
            {
                change = _source.Merge(change, await watch.WaitForChangeAsync(either.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (quiet.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                break;
            }
        }

        return change;
    }

    // The watch stays open meanwhile: it keeps what changes.
    private async Task ReadUntilGoodAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
                NoteSuccess();
                return;
            }
            catch (Exception failure) when (MayPass(failure, stop))
            {
                await Task.Delay(Note(failure), _options.Clock, stop).ConfigureAwait(false);
            }
        }
    }

    // Until the source can be watched after all.
    private async Task<IChangeWatch<TChange>> PollAsync(CancellationToken stop)
    {
        var searched = _options.Clock.GetTimestamp();
        while (true)
        {
            await ReadUntilGoodAsync(stop).ConfigureAwait(false);
            _source.OnState(new FollowState(FollowKind.Polling, null, _options.PollInterval));
            var read = _options.Clock.GetTimestamp();
            for (var left = _options.PollInterval; left > TimeSpan.Zero; left = _options.PollInterval - _options.Clock.GetElapsedTime(read))
            {
                var search = _options.SearchInterval == Timeout.InfiniteTimeSpan
                    ? TimeSpan.MaxValue
                    : _options.SearchInterval - _options.Clock.GetElapsedTime(searched);
                await LongDelay.WaitAsync(search < left ? search : left, _options.Clock, stop).ConfigureAwait(false);
                if (search < left)
                {
                    searched = _options.Clock.GetTimestamp();
                    if (await SearchAsync(stop).ConfigureAwait(false) is { } watch)
                    {
                        return watch;
                    }
                }
            }
        }
    }

    // What is polled well is no failure.
    private async Task<IChangeWatch<TChange>?> SearchAsync(CancellationToken stop)
    {
        try
        {
            return await _source.OpenWatchAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (MayPass(failure, stop))
        {
            return null;
        }
    }

    // Between two attempts to open a watch, at most once in an interval.
    private async Task ReadMeanwhileAsync(CancellationToken stop)
    {
        if (_lastRead is { } last && _options.Clock.GetElapsedTime(last) < _options.PollInterval)
        {
            return;
        }

        try
        {
            await ReadAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (MayPass(failure, stop))
        {
            _source.OnState(new FollowState(FollowKind.Broken, failure, TimeSpan.Zero));
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        _lastRead = _options.Clock.GetTimestamp();
        await _source.ReadAsync(stop).ConfigureAwait(false);
    }

    private void NoteSuccess()
    {
        _backoff.Succeeded();
        _refusals.Succeeded();
    }

    private TimeSpan Note(Exception failure)
    {
        var pause = (_source.IsRefusal(failure) ? _refusals : _backoff).Next();
        _source.OnState(new FollowState(FollowKind.Broken, failure, pause));
        return pause;
    }

    private bool MayPass(Exception failure, CancellationToken stop) =>
        !_source.IsFinal(failure) && (failure is not OperationCanceledException || !stop.IsCancellationRequested);
}
