using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Redis.Connections;

/// <summary>The database to read, and how.</summary>
internal sealed record RedisSettings
{
    /// <summary>The servers, at least one, in the order in which they are tried.</summary>
    public required IReadOnlyList<RedisNode> Nodes { get; init; }

    public required RedisKeyNames Keys { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>The TLS settings; the server's name is that of the node.</summary>
    public required SslClientAuthenticationOptions Tls { get; init; }

    public required TimeSpan DialTimeout { get; init; }

    /// <summary>The time limit of one command; null: that of the reading.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    public long MaxReadingBytes { get; init; }

    public required BackendRetry Retry { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }
}
