using Microsoft.Extensions.Logging;

namespace Confd.Backends.Redis;

/// <summary>What the backend tells; keys, nodes and reasons, never values.</summary>
internal sealed partial class RedisLog(ILogger logger)
{
    [LoggerMessage(LogLevel.Information, "Backend source(s) set to {nodes}")]
    public partial void Sources(string nodes);

    [LoggerMessage(LogLevel.Debug, "Redis Separator: \"{separator}\"")]
    public partial void Separator(string separator);

    [LoggerMessage(LogLevel.Warning, "auth_token has no effect: Redis knows users and passwords, no tokens")]
    public partial void NoTokens();

    [LoggerMessage(LogLevel.Debug, "Trying to connect to redis node {node}")]
    public partial void Connecting(string node);

    [LoggerMessage(LogLevel.Debug, "Failed to connect to redis node {node}: {reason}")]
    public partial void NotConnected(string node, string reason);

    [LoggerMessage(LogLevel.Debug, "Redis connection retry {attempt}/{attempts} after backoff {pause}")]
    public partial void Retrying(int attempt, int attempts, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "Successfully connected to redis node {node} after {retries} retries")]
    public partial void ConnectedAfterRetries(string node, int retries);

    [LoggerMessage(LogLevel.Error, "Existing redis connection no longer usable. Will try to re-establish. Error: {reason}")]
    public partial void Lost(string reason);

    [LoggerMessage(LogLevel.Warning, "Skipping the Redis key {key}: a {type} has no value as a text")]
    public partial void Skipped(string key, string type);

    [LoggerMessage(LogLevel.Debug, "Redis PubSub subscribed to pattern: {pattern}")]
    public partial void Subscribed(string pattern);

    [LoggerMessage(LogLevel.Debug, "Redis Message: {channel} {change}")]
    public partial void Told(string channel, string change);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis node {node} sends no keyspace notifications, so it is polled; set notify-keyspace-events to \"KEA\" on the server")]
    public partial void NoNotifications(string node);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis node {node} does not tell all changes: notify-keyspace-events lacks the classes {missing}; set it to \"KEA\" on the server")]
    public partial void SomeNotifications(string node, string missing);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis node {node} does not say whether it sends keyspace notifications ({reason}); without them (\"KEA\") no change is noticed")]
    public partial void UnknownNotifications(string node, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "The keyspace notifications of redis node {node} may not be read, so it is polled ({reason}); allow the channels __keyspace@*")]
    public partial void NotificationsDenied(string node, string reason);
}
