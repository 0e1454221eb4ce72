namespace Confd.Flags.Sync;

/// <summary>Where flag data comes from: LaunchDarkly, or a relay that offers the same endpoints.</summary>
public sealed record LaunchDarklyOptions
{
    /// <summary>The SDK key of the environment. It is sent as the <c>Authorization</c> header and never logged.</summary>
    public required string SdkKey { get; init; }

    /// <summary>Where everything can be fetched at once; <c>/sdk/latest-all</c> is added.</summary>
    /// <value><c>https://sdk.launchdarkly.com</c></value>
    public Uri BaseUri { get; init; } = new("https://sdk.launchdarkly.com");

    /// <summary>Where changes are streamed from; <c>/all</c> is added.</summary>
    /// <value><c>https://stream.launchdarkly.com</c></value>
    public Uri StreamUri { get; init; } = new("https://stream.launchdarkly.com");

    /// <summary>The key of an environment filter; null: everything.</summary>
    public string? Filter { get; init; }

    /// <summary>How long an answer to a request is waited for.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how much silence a stream counts as dead. LaunchDarkly sends a comment every few minutes.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest event of a stream, and the largest answer, that is read. More ends the connection, with an error.</summary>
    /// <value>67,108,864 bytes (64 MB), uncompressed.</value>
    public long MaxPayloadBytes { get; init; } = ServerSentEventReader.DefaultMaxEventBytes;

    /// <inheritdoc/>
    /// <remarks>Without the key: a record would print it.</remarks>
    public override string ToString() =>
        $"{nameof(LaunchDarklyOptions)} {{ {nameof(BaseUri)} = {BaseUri}, {nameof(StreamUri)} = {StreamUri} }}";
}
