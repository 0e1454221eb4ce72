using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>The source of flag data: LaunchDarkly, or a relay with the same endpoints.</summary>
public sealed record LaunchDarklyOptions
{
    /// <summary>The SDK key of the environment. It is sent as the <c>Authorization</c> header and never logged.</summary>
    public required string SdkKey { get; init; }

    /// <summary>The base address of polling; <c>/sdk/latest-all</c> is added. If there is no such endpoint, as with a Relay Proxy, the
    /// stream is used.</summary>
    /// <value><c>https://sdk.launchdarkly.com</c></value>
    public Uri BaseUri { get; init; } = new("https://sdk.launchdarkly.com");

    /// <summary>The base address of streams; <c>/all</c> is added.</summary>
    /// <value><c>https://stream.launchdarkly.com</c></value>
    public Uri StreamUri { get; init; } = new("https://stream.launchdarkly.com");

    /// <summary>The base address of events; <c>/bulk</c> and <c>/diagnostic</c> are added.</summary>
    /// <value><c>https://events.launchdarkly.com</c></value>
    public Uri EventsUri { get; init; } = new("https://events.launchdarkly.com");

    /// <summary>The key of an environment filter; null: everything. An invalid key is ignored with a warning.</summary>
    public string? Filter { get; init; }

    /// <summary>The id of this application, for LaunchDarkly's lists of applications: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, up to
    /// 64. An invalid one is not sent, with a warning.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The version of this application; as <see cref="ApplicationId"/>.</summary>
    public string? ApplicationVersion { get; init; }

    /// <summary>A library that wraps this one; null: none.</summary>
    public string? WrapperName { get; init; }

    /// <summary>Its version; only with a name.</summary>
    public string? WrapperVersion { get; init; }

    /// <summary>Distinguishes this process from others with the same key.</summary>
    /// <value>A random one.</value>
    public string InstanceId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Sends the requests; not disposed. It must not follow redirections, which would send the SDK key along, and have no timeout
    /// of its own, as streams are long.</summary>
    /// <value>Null, the default: each instance creates its own.</value>
    public HttpClient? Http { get; init; }

    /// <summary>The clock for the stream's silence; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs settings that are ignored.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The time limit of a request.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The duration of silence after which a stream counts as broken. LaunchDarkly sends a comment every few minutes.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum size of an event of a stream, and of a response. A larger one ends the connection, with an error.</summary>
    /// <value>67,108,864 bytes (64 MB), uncompressed.</value>
    public long MaxPayloadBytes { get; init; } = ServerSentEventReader.DefaultMaxEventBytes;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(LaunchDarklyOptions));
        check.RequireTimer(RequestTimeout, nameof(RequestTimeout), orInfinite: true);
        check.RequireTimer(StreamSilence, nameof(StreamSilence), orInfinite: true);
        check.RequireAtLeast(MaxPayloadBytes, 1, nameof(MaxPayloadBytes), "bytes");
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
    }

    /// <inheritdoc/>
    /// <remarks>Without the key: a record would print it.</remarks>
    public override string ToString() =>
        $"{nameof(LaunchDarklyOptions)} {{ {nameof(BaseUri)} = {BaseUri}, {nameof(StreamUri)} = {StreamUri} }}";
}
