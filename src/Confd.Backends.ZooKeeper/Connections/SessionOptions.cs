namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>How a session is opened and kept.</summary>
internal sealed record SessionOptions
{
    /// <summary>How long the server shall keep the session without hearing of it; it may raise or cap that.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>User and password as <c>USER:PASSWORD</c> of the scheme <c>digest</c>; null for none.</summary>
    public string? Login { get; init; }

    /// <summary>How many bytes one reading may hold.</summary>
    public long MaxReadingBytes { get; init; }

    /// <summary>Attempts, waits, time in all.</summary>
    public required BackendRetry Retry { get; init; }

    /// <summary>The clock of waits and limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Hears of connections.</summary>
    public required Microsoft.Extensions.Logging.ILogger Logger { get; init; }
}
