namespace Confd.Backends.Http.Connections;

/// <summary>Options of an <see cref="HttpStore"/>.</summary>
internal sealed record HttpStoreOptions
{
    /// <summary>The servers' product, for messages: <c>Consul</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Attempts, delays, total time.</summary>
    public required BackendRetry Retry { get; init; }

    /// <summary>The clock of delays and limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Extracts the message from the body of a rejection.</summary>
    public Func<byte[], string> ReadRefusal { get; init; } = System.Text.Encoding.UTF8.GetString;

    /// <summary>Returns advice about a failure, as the end of a message: <c>; check the token</c>.</summary>
    public Func<HttpFailure, string> Hint { get; init; } = _ => "";

    /// <summary>The maximum size of a response, in bytes, unpacked.</summary>
    /// <value><see cref="ResponseLimit.Bytes"/>.</value>
    public int MaxResponseBytes { get; init; } = ResponseLimit.Bytes;
}
