using System.Collections.Concurrent;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Caches big segment memberships by context key, with a status that says how far they can be trusted.</summary>
/// <remarks>
/// Concurrent requests for a context share one reading of the store. A failed reading is cached for as long as a successful one, so that a
/// failing store does not get a request from every caller.
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
    private readonly OnceReporter _whyNotRead = new();

    public BigSegmentMemberships(FlagClientOptions options, ILogger logger, Action<BigSegmentStoreStatus> onChange)
    {
        _store = options.BigSegments ?? throw new ArgumentException("there is no store of big segments", nameof(options));
        _options = options;
        _logger = logger;
        _stop = _lifetime.Token;
        _freshness = new BigSegmentFreshness(_store, options, logger, onChange, _stop);

        // A reading ends by itself at its time limit, by the client's clock. If every thread that could end it is busy, the caller's wait
        // ends a little later; only with the system clock, as waits use real time.
        _longestWait = options.Clock == TimeProvider.System ? options.BigSegmentsTimeout + Slack : Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Returns the memberships of a context. The only place where a variation blocks on a store: variations are synchronous, as in
    /// LaunchDarkly's .NET SDK, and the members of big segments do not fit in memory. Only flags that refer to a big segment get here, once
    /// per context and time to live, and for no longer than the time limit.
    /// </summary>
    public BigSegmentAnswer Find(string contextKey)
    {
        var reading = GetReading(contextKey);
        return ThreadPoolCompensation.Wait(reading.Memberships, _longestWait, _options)
            ? AnswerOf(reading)
            : new(BigSegmentsStatus.StoreError, null);
    }

    /// <summary>The reading for a context: a completed one that has not expired, the one in progress, or a new one.</summary>
    public BigSegmentReading GetReading(string contextKey)
    {
        while (true)
        {
            var now = _options.Clock.GetTimestamp();
            var known = _readings.GetValueOrDefault(contextKey);
            if (known is not null && (!known.Memberships.IsCompleted || IsCurrent(known, now)))
            {
                known.RequestedAt = now;
                return known;
            }

            var reading = new BigSegmentReading(now);
            if (known is null ? _readings.TryAdd(contextKey, reading) : _readings.TryUpdate(contextKey, reading, known))
            {
                Start(contextKey, reading);
                MakeSpace(now);
                return reading;
            }
        }
    }

    /// <summary>The result of a completed reading, with the current status.</summary>
    public BigSegmentAnswer AnswerOf(BigSegmentReading reading) => reading.Memberships.Result is { } memberships
        ? new(_freshness.IsStale ? BigSegmentsStatus.Stale : BigSegmentsStatus.Healthy, memberships)
        : new(BigSegmentsStatus.StoreError, null);

    /// <summary>Whether the store can be read and is up to date, by the last reading.</summary>
    public Task<BigSegmentStoreStatus> GetStatusAsync() => _freshness.GetStatusAsync();

    /// <summary>Starts reading the store's status, unless that has started.</summary>
    public void StartPolling() => _ = _freshness.EnsureKnownAsync();

    /// <summary>Stops all reading; contexts whose memberships are not read by then get <c>STORE_ERROR</c>. The store is not
    /// disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _freshness.WhenStoppedAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    // Without the caller's execution context, as the reading is shared with other callers.
    private void Start(string contextKey, BigSegmentReading reading) => _ = Detached.Start(() => ReadAsync(contextKey, reading));

    private async Task ReadAsync(string contextKey, BigSegmentReading reading)
    {
        try
        {
            _stop.ThrowIfCancellationRequested();
            var known = _freshness.EnsureKnownAsync();
            var hash = BigSegmentMembership.HashContextKey(contextKey);
            var membership = await BoundedStoreRead.RunDetachedAsync(
                stop => _store.GetMembershipAsync(hash, stop), _options.BigSegmentsTimeout, _options.Clock, _stop).ConfigureAwait(false);
            await known.ConfigureAwait(false);
            _whyNotRead.Reset();
            reading.Complete(membership.Check);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            reading.Fail(_options.Clock.GetTimestamp());

            // Logged once, and not for every context until the store can be read again.
            if (!_stop.IsCancellationRequested)
            {
                _whyNotRead.Report(() => LogReadFailed(_logger, problem));
            }
        }
    }

    private bool IsCurrent(BigSegmentReading reading, long now) =>
        _options.Clock.GetElapsedTime(reading.ValidFrom, now) < _options.BigSegmentsTimeToLive;

    private void MakeSpace(long now)
    {
        if (_readings.Count <= _options.BigSegmentsCacheSize)
        {
            return;
        }

        RemoveDone(reading => !IsCurrent(reading, now));
        var surplus = _readings.Count - _options.BigSegmentsCacheSize;
        if (surplus > 0)
        {
            // Removes more than the excess, so that not each new context scans all others.
            var leastLately = _readings.Where(entry => entry.Value.Memberships.IsCompleted)
                .OrderBy(entry => entry.Value.RequestedAt)
                .Take(surplus + (_options.BigSegmentsCacheSize / 8));
            foreach (var entry in leastLately.ToList())
            {
                _readings.TryRemove(entry);
            }
        }
    }

    // A reading in progress stays: otherwise its context would be read twice.
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
