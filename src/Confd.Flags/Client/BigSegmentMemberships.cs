using System.Collections.Concurrent;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Big segment memberships by context key, kept for a while, with a status that says how far they can be trusted.</summary>
internal sealed partial class BigSegmentMemberships
{
    // As many contexts as LaunchDarkly's SDKs keep by default.
    private const int MaxContexts = 1000;

    private readonly IBigSegmentStore _store;
    private readonly FlagClientOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public BigSegmentMemberships(FlagClientOptions options, ILogger logger)
    {
        _store = options.BigSegments ?? throw new ArgumentException("there is no store of big segments", nameof(options));
        _options = options;
        _logger = logger;
    }

    /// <summary>
    /// Answers for a context. The one place where a variation waits for a store: variations are synchronous, as in LaunchDarkly's .NET
    /// SDK, and whom big segments hold is too much for memory. Only flags that refer to a big segment get here, and once an answer is
    /// there not again in its time to live.
    /// </summary>
    public BigSegmentAnswer Find(string contextKey)
    {
        var now = _options.Clock.GetUtcNow();
        if (_entries.TryGetValue(contextKey, out var known) && now - known.ReadAt < _options.BigSegmentsTimeToLive)
        {
            return known.Answer;
        }

        // Off the caller's context, so that waiting for it cannot wait for itself.
        var answer = Task.Run(() => ReadAsync(contextKey, now)).GetAwaiter().GetResult();
        MakeRoom(now);
        _entries[contextKey] = new Entry(answer, now);
        return answer;
    }

    private async Task<BigSegmentAnswer> ReadAsync(string contextKey, DateTimeOffset now)
    {
        try
        {
            var synchronizedOn = _store.GetSynchronizedOnAsync(CancellationToken.None);
            var hash = BigSegmentMembership.HashContextKey(contextKey);
            var membership = await _store.GetMembershipAsync(hash, CancellationToken.None).ConfigureAwait(false);
            var isStale = await synchronizedOn.ConfigureAwait(false) is not { } last || now - last >= _options.BigSegmentsStaleAfter;
            return new BigSegmentAnswer(isStale ? BigSegmentsStatus.Stale : BigSegmentsStatus.Healthy, membership.Check);
        }
        catch (FlagStoreException problem)
        {
            LogReadFailed(_logger, problem);
            return new BigSegmentAnswer(BigSegmentsStatus.StoreError, null);
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_entries.Count < MaxContexts)
        {
            return;
        }

        var isFull = true;
        foreach (var (key, entry) in _entries)
        {
            if (now - entry.ReadAt >= _options.BigSegmentsTimeToLive)
            {
                isFull &= !_entries.TryRemove(key, out _);
            }
        }

        if (isFull)
        {
            _entries.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Big segments cannot be read; memberships count as unknown")]
    private static partial void LogReadFailed(ILogger logger, Exception problem);

    private sealed record Entry(BigSegmentAnswer Answer, DateTimeOffset ReadAt);
}
