using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Consul;

/// <summary>Follows keys by blocking queries, by the rules of Consul's documentation about their index.</summary>
/// <remarks>The first query that fails breaks it: callers open a new one and read again.</remarks>
internal sealed partial class ConsulWatch : FollowingKeyWatch
{
    // Each holds a connection, and an agent allows 200 per client.
    private const int MaxQueries = 64;

    // Prevents a loop of requests where responses come immediately, as from a gateway that does not support blocking queries.
    private static readonly BackoffOptions Pauses = new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(50),
        MaxDelay = TimeSpan.FromSeconds(1),
        ResetAfter = TimeSpan.FromSeconds(1),
    };

    private readonly ConsulClient _client;
    private readonly long _maxBytes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private ConsulWatch(ConsulClient client, long maxBytes, TimeProvider clock, ILogger logger)
        : base("consul")
    {
        _client = client;
        _maxBytes = maxBytes;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Records the state of the keys and starts to follow them.</summary>
    /// <exception cref="HttpBackendException">Consul cannot be read.</exception>
    public static async Task<ConsulWatch> OpenAsync(
        ConsulClient client,
        IReadOnlyList<string> lookupKeys,
        long maxBytes,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var budget = new ReadingBudget("consul", maxBytes);
        var scopes = ConsulScopes.AtMost(MaxQueries, ConsulScopes.Of(lookupKeys));
        var readings = scopes.Select(scope => client.ReadTreeAsync(scope, budget, cancellationToken));
        var trees = await Task.WhenAll(readings).ConfigureAwait(false);
        var watch = new ConsulWatch(client, maxBytes, clock, logger);
        watch.Follow(scopes.Zip(trees, (scope, tree) => new Func<Task>(() => watch.RunAsync(scope, State.Of(tree)))));
        return watch;
    }

    /// <inheritdoc/>
    protected override KeyBackendException? Known(Exception failed) =>
        failed as KeyBackendException ?? (failed is HttpBackendException ? new KeyBackendException(failed.Message, failed) : null);

    private async Task RunAsync(string scope, State known)
    {
        try
        {
            var backoff = new Backoff(Pauses, _clock);
            while (true)
            {
                backoff.Succeeded();
                known = await FollowAsync(scope, known).ConfigureAwait(false);
                await Task.Delay(backoff.Next(), _clock, Closing).ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (!Closing.IsCancellationRequested)
        {
            var words = FailureOf(failed).Message;
            LogFailed("consul", "/" + scope, known.Index, words);
            throw;
        }
    }

    // Returns the state of the keys after one query, and reports the changes.
    private async Task<State> FollowAsync(string scope, State known)
    {
        LogWaiting("consul", "/" + scope, known.Index);
        var start = _clock.GetTimestamp();

        // An index below 1 would not block at all.
        var next = await _client.WaitAsync(scope, Math.Max(known.Index, 1), Closing).ConfigureAwait(false);
        if (next == known.Index)
        {
            LogUnchanged("consul", "/" + scope, next);
            return known;
        }

        // An index that decreases belongs to a restored store: it continues from there, with the state that is read now.
        LogChanged("consul", "/" + scope, known.Index, next, (long)_clock.GetElapsedTime(start).TotalMilliseconds);
        var budget = new ReadingBudget("consul", _maxBytes);
        var now = State.Of(await _client.ReadTreeAsync(scope, budget, Closing).ConfigureAwait(false));
        foreach (var key in Differences(known, now))
        {
            Changes.Add(key);
        }

        return now;
    }

    // The index also changes for neighbours: for a text without keys it is that of the whole store.
    private static IEnumerable<string> Differences(State before, State after) =>
        from key in before.Versions.Keys.Union(after.Versions.Keys, StringComparer.Ordinal)
        where before.Versions.GetValueOrDefault(key) != after.Versions.GetValueOrDefault(key)
        select StoredPath.KeyOf(key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Starting watch on prefix [{backend}, prefix {prefix}, wait_index {wait_index}]")]
    private partial void LogWaiting(string backend, string prefix, ulong wait_index);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Watch completed with no index change [{backend}, prefix {prefix}, wait_index {wait_index}]")]
    private partial void LogUnchanged(string backend, string prefix, ulong wait_index);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Watch detected index change "
            + "[{backend}, prefix {prefix}, old_index {old_index}, new_index {new_index}, duration_ms {duration_ms}]")]
    private partial void LogChanged(string backend, string prefix, ulong old_index, ulong new_index, long duration_ms);

    [LoggerMessage(Level = LogLevel.Error, Message = "Watch query failed [{backend}, prefix {prefix}, wait_index {wait_index}: {error}]")]
    private partial void LogFailed(string backend, string prefix, ulong wait_index, string error);

    /// <summary>The state of keys at a moment: each with the index of its last write, which is never 0.</summary>
    private sealed record State(ulong Index, Dictionary<string, ulong> Versions)
    {
        public static State Of(ConsulTree tree) =>
            new(tree.Index, tree.Entries.ToDictionary(entry => entry.Key, entry => entry.ModifyIndex, StringComparer.Ordinal));
    }
}
