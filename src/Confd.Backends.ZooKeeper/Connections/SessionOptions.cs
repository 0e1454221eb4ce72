namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>Options of a session.</summary>
internal sealed record SessionOptions
{
    /// <summary>How long the server shall keep the session without a message from the client; it may raise or cap that.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>User and password as <c>USER:PASSWORD</c> for the scheme <c>digest</c>; null for none.</summary>
    public string? Login { get; init; }

    /// <summary>The maximum number of bytes of one reading.</summary>
    public long MaxReadingBytes { get; init; }

    /// <summary>Attempts, delays, total time.</summary>
    public required BackendRetry Retry { get; init; }

    /// <summary>The clock of delays and limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Logs connections.</summary>
    public required Microsoft.Extensions.Logging.ILogger Logger { get; init; }
}
