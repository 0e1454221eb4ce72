namespace Confd.Backends.Http.Connections;

/// <summary>How an <see cref="HttpStore"/> asks.</summary>
internal sealed record HttpStoreOptions
{
    /// <summary>The servers' product, for messages: <c>Consul</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Attempts, waits, time in all.</summary>
    public required BackendRetry Retry { get; init; }

    /// <summary>The clock of waits and limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>From the body of a refusal to what it says.</summary>
    public Func<byte[], string> ReadRefusal { get; init; } = System.Text.Encoding.UTF8.GetString;

    /// <summary>What to do about a failure, as the end of a message: <c>; check the token</c>.</summary>
    public Func<HttpFailure, string> Hint { get; init; } = _ => "";

    /// <summary>The largest answer that is read, in bytes, unpacked.</summary>
    /// <value><see cref="AnswerBound.Bytes"/>.</value>
    public int LargestAnswer { get; init; } = AnswerBound.Bytes;
}
