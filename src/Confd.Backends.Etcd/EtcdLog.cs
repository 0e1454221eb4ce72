using Microsoft.Extensions.Logging;

namespace Confd.Backends.Etcd;

/// <summary>The log messages of the backend; keys, nodes and reasons, never values.</summary>
internal sealed partial class EtcdLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "auth_token has no effect: etcd uses users and passwords, with basic_auth")]
    public partial void NoTokens();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping the etcd key {key}, and all like it: its name is not UTF-8")]
    public partial void Skipped(string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "etcd node {node} does not answer: {reason}; trying again in {pause}")]
    public partial void Retrying(string node, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watch created on {keys} at revision {revision}")]
    public partial void WatchCreated(int keys, long revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch stopped at revision {revision}: {reason}; going on from there")]
    public partial void WatchStopped(long revision, string reason);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "etcd cannot tell what has changed since revision {revision}: looking at all keys")]
    public partial void LookingAtEverything(long revision);
}
