using Microsoft.Extensions.Logging;

namespace Confd.Backends.Redis;

/// <summary>The log messages of the backend; keys, nodes and reasons, never values.</summary>
internal sealed partial class RedisLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis Separator: \"{separator}\"")]
    public partial void Separator(string separator);

    [LoggerMessage(Level = LogLevel.Warning, Message = "auth_token has no effect: Redis uses users and passwords, not tokens")]
    public partial void NoTokens();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Trying to connect to redis node {node}")]
    public partial void Connecting(string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Failed to connect to redis node {node}: {reason}")]
    public partial void NotConnected(string node, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis connection retry {attempt} after backoff {pause}")]
    public partial void Retrying(int attempt, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully connected to redis node {node} after {retries} retries")]
    public partial void ConnectedAfterRetries(string node, int retries);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Existing redis connection no longer usable. Will try to re-establish. Error: {reason}")]
    public partial void Lost(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping the Redis key {key}: a {type} has no text value")]
    public partial void Skipped(string key, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping more Redis keys without a string value, beyond these {count}")]
    public partial void SkippedMore(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping the Redis key {key}, and all like it: its name is not UTF-8")]
    public partial void SkippedName(string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis PubSub subscribed to pattern: {pattern}")]
    public partial void Subscribed(string pattern);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis Message: {channel} {change}")]
    public partial void Notified(string channel, string change);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Redis node {node} sends no keyspace notifications, so it is polled; "
            + "set notify-keyspace-events to \"KEA\" on the server")]
    public partial void NoNotifications(string node);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Redis node {node} does not report all changes: notify-keyspace-events lacks the classes {missing}; "
            + "set it to \"KEA\" on the server")]
    public partial void SomeNotifications(string node, string missing);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Redis node {node} does not say whether it sends keyspace notifications ({reason}); "
            + "without them (\"KEA\") no change is noticed")]
    public partial void UnknownNotifications(string node, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The keyspace notifications of redis node {node} may not be read, so it is polled ({reason}); "
            + "allow the channels __keyspace@*")]
    public partial void NotificationsDenied(string node, string reason);
}
