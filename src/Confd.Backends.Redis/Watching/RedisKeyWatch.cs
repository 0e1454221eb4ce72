using System.Globalization;
using Confd.Backends.Redis.Connections;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Watching;

/// <summary>
/// Keyspace notifications for the keys of all resources, on a separate connection. Notifications are lost while a client is disconnected,
/// so a lost connection breaks the watch, and its follower opens another one and reads everything.
/// </summary>
internal sealed class RedisKeyWatch : FollowingKeyWatch
{
    // Caused by reading, not by changing: reading a missing key must not trigger another reading.
    private const string ReadMiss = "keymiss";

    private const string AllKeys = "__keyspace@*";

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly RedisConnection _connection;
    private readonly RedisConnector _connector;
    private readonly RedisSettings _settings;
    private readonly RedisLog _log;
    private readonly string _channelPrefix;
    private string? _source;

    private RedisKeyWatch(RedisConnection connection, RedisConnector connector, RedisSettings settings)
        : base($"redis node {connection.Node.Text}")
    {
        _connection = connection;
        _connector = connector;
        _settings = settings;
        _log = new RedisLog(settings.Logger);
        _channelPrefix = string.Create(CultureInfo.InvariantCulture, $"__keyspace@{connection.Node.Database}__:");
    }

    /// <summary>Subscribes; owns the connection from now on.</summary>
    /// <exception cref="RedisException">The server rejects it, or the connection is lost.</exception>
    public static async Task<RedisKeyWatch> OpenAsync(
        RedisConnection connection,
        RedisConnector connector,
        RedisSettings settings,
        IReadOnlyList<string> lookupKeys,
        CancellationToken cancellationToken)
    {
        var watch = new RedisKeyWatch(connection, connector, settings);
        try
        {
            watch._source = await connection.SourceOfDataAsync(cancellationToken).ConfigureAwait(false);
            connection.Lost += watch.OnLost;
            try
            {
                var channels = lookupKeys.SelectMany(watch.ChannelsOf).Distinct();
                await Task.WhenAll(channels.Select(watch.SubscribeAsync)).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException narrow) when (RedisFailure.IsDenied(narrow))
            {
                // An access list allows exactly the patterns that it contains, and no narrower ones.
                await watch.SubscribeAsync(RedisChannel.Pattern(AllKeys)).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var timer = new PeriodicTimer(PingInterval, settings.Clock);
            watch.Follow(() => watch.SendPingsAsync(timer));
            return watch;
        }
        catch
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override KeyBackendException? Known(Exception failed) =>
        RedisFailure.IsKnown(failed) ? Ended(RedisFailure.Of(failed).Reason) : null;

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync()
    {
        _connection.Lost -= OnLost;
        return _connection.DisposeAsync();
    }

    private IEnumerable<RedisChannel> ChannelsOf(string lookupKey)
    {
        var key = new LookupKey(lookupKey);
        if (!key.IsRoot)
        {
            yield return RedisChannel.Literal(_channelPrefix + _settings.Keys.NameOf(key.Path));
        }

        yield return RedisChannel.Pattern(_channelPrefix + _settings.Keys.PatternBelow(key));
    }

    private async Task SubscribeAsync(RedisChannel channel)
    {
        await _connection.Subscriber.SubscribeAsync(channel, OnMessage).ConfigureAwait(false);
        _log.Subscribed(channel.ToString());
    }

    private void OnMessage(RedisChannel channel, RedisValue change)
    {
        var place = channel.ToString();
        if (change == ReadMiss || !place.StartsWith(_channelPrefix, StringComparison.Ordinal))
        {
            return;
        }

        _log.Notified(place, change.ToString());
        Changes.Add(_settings.Keys.KeyOf(place[_channelPrefix.Length..]));
    }

    private void OnLost(object? sender, ConnectionFailedEventArgs lost)
    {
        if (lost.ConnectionType == ConnectionType.Subscription)
        {
            Changes.Break(Ended(lost.Exception is { } why ? RedisFailure.Of(why).Reason : "the connection is lost"));
        }
    }

    private KeyBackendException Ended(string reason) =>
        new KeyBackendException($"the notifications of redis node {_connection.Node.Text} have ended: {reason}");

    // Changes without notifications: another node is used for readings, or a replica has other data than before.
    private async Task<string?> FindChangeOfDataAsync()
    {
        if (_connector.Current != _connection.Node)
        {
            return $"keys are read from {_connector.Current?.Text} now";
        }

        if (_source is null)
        {
            return null;
        }

        var source = await _connection.SourceOfDataAsync(Closing).WaitAsync(_settings.DialTimeout, _settings.Clock, Closing)
            .ConfigureAwait(false);
        return source == _source ? null : "the node replicates from another source, or has started a full resynchronization";
    }

    // A vanished peer sends neither notifications nor an end of the connection.
    private async Task SendPingsAsync(PeriodicTimer timer)
    {
        using var ticking = timer;
        while (await timer.WaitForNextTickAsync(Closing).ConfigureAwait(false))
        {
            await _connection.Subscriber.PingAsync().WaitAsync(_settings.DialTimeout, _settings.Clock, Closing).ConfigureAwait(false);
            if (await FindChangeOfDataAsync().ConfigureAwait(false) is { } change)
            {
                Changes.Break(Ended(change));
                return;
            }
        }
    }
}
