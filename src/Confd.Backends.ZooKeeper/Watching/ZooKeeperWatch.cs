using System.Threading.Channels;
using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Backends.ZooKeeper.Reading;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.ZooKeeper.Watching;

/// <summary>
/// Follows trees by watches, which fire once: after each, everything that it concerns is read again with new watches, and reported only
/// then, so that later changes fire again.
/// </summary>
/// <remarks>
/// Watches end with their connection. On the next one, of the same session or of another, everything is watched and reported again.
/// </remarks>
internal sealed partial class ZooKeeperWatch : FollowingKeyWatch
{
    private static readonly BackoffOptions Pauses =
        new() { BaseDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) };

    private readonly ZooKeeperSession _session;
    private readonly string _root;
    private readonly IReadOnlyList<LookupKey> _keys;
    private readonly IReadOnlyList<string> _paths;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly long _maxBytes;
    private readonly ILogger _logger;
    private KnownNodes _known = new([]);

    private ZooKeeperWatch(ZooKeeperSession session, string root, IReadOnlyList<LookupKey> keys, SessionOptions options)
        : base("zookeeper")
    {
        _session = session;
        _root = root;
        _keys = keys;
        _paths = [.. keys.Select(key => key.Path)];
        _clock = options.Clock;
        _limit = options.Retry.Budget;
        _maxBytes = options.MaxReadingBytes;
        _logger = options.Logger;
    }

    private string Paths => string.Join(", ", _paths.Take(3));

    /// <summary>Sets all watches.</summary>
    /// <exception cref="ZooKeeperException">ZooKeeper cannot be read.</exception>
    public static async Task<ZooKeeperWatch> OpenAsync(
        ZooKeeperSession session,
        string root,
        IReadOnlyList<string> lookupKeys,
        SessionOptions options,
        CancellationToken cancellationToken)
    {
        var watch = new ZooKeeperWatch(session, root, LookupKey.Outermost(lookupKeys, KeyMatch.Path), options);
        var (connection, events) = await session.RunAsync($"watching {watch.Paths}", watch.ArmAsync, cancellationToken)
            .ConfigureAwait(false);
        watch.Follow(() => watch.RunAsync(connection, events));
        return watch;
    }

    /// <inheritdoc/>
    protected override KeyBackendException? Known(Exception failed) => failed as KeyBackendException ?? (
        failed is ZooKeeperException or TimeoutException or InvalidDataException
            ? new KeyBackendException($"watching {Paths} failed: {failed.Message}", failed)
            : null);

    private async Task RunAsync(ZooKeeperConnection connection, ChannelReader<WatchEvent> events)
    {
        try
        {
            while (true)
            {
                await FollowAsync(connection, events).ConfigureAwait(false);
                connection.StopListening(events);
                (connection, events) = await ReconnectAsync(connection).ConfigureAwait(false);
                Changes.AddEverything();
            }
        }
        finally
        {
            connection.StopListening(events);
        }
    }

    // Until the connection is lost.
    private async Task FollowAsync(ZooKeeperConnection connection, ChannelReader<WatchEvent> events)
    {
        try
        {
            while (await events.WaitToReadAsync(Closing).ConfigureAwait(false))
            {
                // Events that arrived together are one change, such as deletions of whole trees.
                var fired = new HashSet<WatchEvent>();
                while (events.TryRead(out var happened))
                {
                    fired.Add(happened);
                }

                foreach (var (kind, path) in fired)
                {
                    if (kind != WatchEventKind.None && PathOf(path) is { } own && IsOurs(own))
                    {
                        LogFired(kind.ToString(), own);
                        foreach (var key in await InTimeAsync(connection, token => RenewAsync(connection, own, token))
                            .ConfigureAwait(false))
                        {
                            Changes.Add(key);
                        }
                    }
                }
            }
        }
        catch (ZooKeeperException lost) when (lost.IsTransient)
        {
            // The change is reported on the next connection.
        }
    }

    // While the session can still be resumed, and a little longer for a server that is starting.
    private async Task<(ZooKeeperConnection Connection, ChannelReader<WatchEvent> Events)> ReconnectAsync(ZooKeeperConnection lost)
    {
        var since = _clock.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            try
            {
                var connection = await _session.ConnectAsync(Closing).ConfigureAwait(false);
                return await InTimeAsync(connection, token => ArmAsync(connection, token)).ConfigureAwait(false);
            }
            catch (ZooKeeperException failed) when (failed.IsTransient && _clock.GetElapsedTime(since) < lost.SessionTimeout)
            {
                await Task.Delay(Backoff.After(failures, Pauses), _clock, Closing).ConfigureAwait(false);
            }
        }
    }

    // A server may respond to pings only. Then the watch is broken: opening a new one reads everything, or fails.
    private async Task<T> InTimeAsync<T>(ZooKeeperConnection connection, Func<CancellationToken, Task<T>> ask)
    {
        using var limit = new TimeLimit(_limit, _clock, Closing);
        try
        {
            return await ask(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!Closing.IsCancellationRequested)
        {
            throw new TimeoutException($"{connection.Server}: no answer in time", late);
        }
    }

    private async Task<(ZooKeeperConnection Connection, ChannelReader<WatchEvent> Events)> ArmAsync(
        ZooKeeperConnection connection, CancellationToken cancellationToken)
    {
        var events = connection.Listen();
        try
        {
            var reader = Reader(connection);
            _known = new KnownNodes(StatesOf(await reader.ReadAsync(_paths, cancellationToken).ConfigureAwait(false)));
            LogArmed(_known.Count, Paths);
            return (connection, events);
        }
        catch
        {
            connection.StopListening(events);
            throw;
        }
    }

    // The names of the nodes that differ at a path and below it.
    private async Task<IReadOnlyList<string>> RenewAsync(ZooKeeperConnection connection, string path, CancellationToken cancellationToken)
    {
        var reader = Reader(connection);
        var now = StatesOf(await reader.ReadAsync([path], cancellationToken).ConfigureAwait(false));
        return _known.Replace(path, now);
    }

    private TreeReader Reader(ZooKeeperConnection connection) =>
        new(connection, _root, isWatching: true, new ReadingBudget("zookeeper", _maxBytes));

    private static Dictionary<string, NodeState> StatesOf(Tree tree) => tree.Nodes.ToDictionary(
        pair => pair.Key, pair => new NodeState(pair.Value.Modified, pair.Value.IsKey), StringComparer.Ordinal);

    private string? PathOf(string full) =>
        _root.Length == 0 ? full
        : full == _root ? "/"
        : full.StartsWith(_root + "/", StringComparison.Ordinal) ? full[_root.Length..]
        : null;

    // Other watches of this program use the same connection.
    private bool IsOurs(string path) => _keys.Any(key => key.Covers(path, KeyMatch.Path));

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watching {Count} nodes of {Paths}")]
    private partial void LogArmed(int count, string paths);

    [LoggerMessage(Level = LogLevel.Debug, Message = "ZooKeeper watch fired: {Kind} {Path}")]
    private partial void LogFired(string kind, string path);
}
