using System.Collections.Concurrent;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Big segment memberships by context key, kept for a while, with a status that says how far they can be trusted.</summary>
/// <remarks>
/// However many callers ask for a context at a time, the store is read once for all of them. A failed reading is an answer too, and kept as
/// long: a store in trouble is not asked again by every caller.
/// </remarks>
internal sealed partial class BigSegmentMemberships : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(250);

    private readonly IBigSegmentStore _store;
    private readonly FlagClientOptions _options;
    private readonly ILogger _logger;
    private readonly BigSegmentFreshness _freshness;
    private readonly ConcurrentDictionary<string, BigSegmentReading> _readings = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _stop;
    private readonly TimeSpan _longestWait;
    private int _isFailing;

    public BigSegmentMemberships(FlagClientOptions options, ILogger logger, Action<BigSegmentStoreStatus> tell)
    {
        _store = options.BigSegments ?? throw new ArgumentException("there is no store of big segments", nameof(options));
        _options = options;
        _logger = logger;
        _stop = _lifetime.Token;
        _freshness = new BigSegmentFreshness(_store, options, logger, tell, _stop);

        // A reading ends by itself at its bound, by the client's clock. Should every thread be busy that could end it, then the caller's
        // wait ends a little later, where the client's clock is the one that waits go by.
        _longestWait = options.Clock == TimeProvider.System ? options.BigSegmentsTimeout + Slack : Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Answers for a context. The one place where a variation waits for a store: variations are synchronous, as in LaunchDarkly's .NET
    /// SDK, and whom big segments hold is too much for memory. Only flags that refer to a big segment get here, once per context in its
    /// time to live, and for no longer than the bound.
    /// </summary>
    public BigSegmentAnswer Find(string contextKey)
    {
        var reading = Ask(contextKey);
        return StandInThreads.Wait(reading.Memberships, _longestWait, _options)
            ? AnswerOf(reading)
            : new(BigSegmentsStatus.StoreError, null);
    }

    /// <summary>The reading for a context: one that is done and still believed, one that is under way, or a new one.</summary>
    public BigSegmentReading Ask(string contextKey)
    {
        while (true)
        {
            var now = _options.Clock.GetTimestamp();
            var known = _readings.GetValueOrDefault(contextKey);
            if (known is not null && (!known.Memberships.IsCompleted || IsBelieved(known, now)))
            {
                known.AskedAt = now;
                return known;
            }

            var reading = new BigSegmentReading(now);
            if (known is null ? _readings.TryAdd(contextKey, reading) : _readings.TryUpdate(contextKey, reading, known))
            {
                Start(contextKey, reading);
                MakeRoom(now);
                return reading;
            }
        }
    }

    /// <summary>What a reading that is done says, with the status of this moment.</summary>
    public BigSegmentAnswer AnswerOf(BigSegmentReading reading) => reading.Memberships.Result is { } memberships
        ? new(_freshness.IsStale ? BigSegmentsStatus.Stale : BigSegmentsStatus.Healthy, memberships)
        : new(BigSegmentsStatus.StoreError, null);

    /// <summary>Whether the store can be read and is up to date, as it was last found to be.</summary>
    public Task<BigSegmentStoreStatus> GetStatusAsync() => _freshness.GetStatusAsync();

    /// <summary>Begins to look how the store is doing, if that has not begun.</summary>
    public void BeginToLook() => _ = _freshness.EnsureKnownAsync();

    /// <summary>Ends all reading; contexts that are not known by then are answered with <c>STORE_ERROR</c>. The store is not
    /// disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _freshness.WhenStoppedAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    // On the caller's thread up to the store's first wait, so that no thread has to be found for it; but nothing of the caller goes along:
    // not its context, which would have to be free to go on, and not what flows with it, as the reading is for others too.
    private void Start(string contextKey, BigSegmentReading reading)
    {
        if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            _ = Task.Run(() => ReadAsync(contextKey, reading), CancellationToken.None);
        }
        else
        {
            _ = Detached.Start(() => ReadAsync(contextKey, reading));
        }
    }

    private async Task ReadAsync(string contextKey, BigSegmentReading reading)
    {
        try
        {
            _stop.ThrowIfCancellationRequested();
            var known = _freshness.EnsureKnownAsync();
            var hash = BigSegmentMembership.HashContextKey(contextKey);
            var membership = await BoundedStoreRead.RunAsync(
                stop => _store.GetMembershipAsync(hash, stop), _options.BigSegmentsTimeout, _options.Clock, _stop).ConfigureAwait(false);
            await known.ConfigureAwait(false);
            Interlocked.Exchange(ref _isFailing, 0);
            reading.Complete(membership.Check);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            reading.Fail(_options.Clock.GetTimestamp());

            // Told once, and not for every context until the store answers again.
            if (!_stop.IsCancellationRequested && Interlocked.Exchange(ref _isFailing, 1) == 0)
            {
                LogReadFailed(_logger, problem);
            }
        }
    }

    private bool IsBelieved(BigSegmentReading reading, long now) =>
        _options.Clock.GetElapsedTime(reading.BelievedFrom, now) < _options.BigSegmentsTimeToLive;

    private void MakeRoom(long now)
    {
        if (_readings.Count <= _options.BigSegmentsCacheSize)
        {
            return;
        }

        RemoveDone(reading => !IsBelieved(reading, now));
        var surplus = _readings.Count - _options.BigSegmentsCacheSize;
        if (surplus > 0)
        {
            // Some more than are too many, so that not each new context looks at all others.
            var leastLately = _readings.Where(entry => entry.Value.Memberships.IsCompleted)
                .OrderBy(entry => entry.Value.AskedAt)
                .Take(surplus + (_options.BigSegmentsCacheSize / 8));
            foreach (var entry in leastLately.ToList())
            {
                _readings.TryRemove(entry);
            }
        }
    }

    // One that is under way stays: its context would be read twice.
    private void RemoveDone(Func<BigSegmentReading, bool> isDispensable)
    {
        foreach (var entry in _readings)
        {
            if (entry.Value.Memberships.IsCompleted && isDispensable(entry.Value))
            {
                _readings.TryRemove(entry);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Big segments cannot be read; memberships count as unknown until they can")]
    private static partial void LogReadFailed(ILogger logger, Exception problem);
}
