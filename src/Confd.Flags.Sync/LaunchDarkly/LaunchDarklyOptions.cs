using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Where flag data comes from: LaunchDarkly, or a relay that offers the same endpoints.</summary>
public sealed record LaunchDarklyOptions
{
    /// <summary>The SDK key of the environment. It is sent as the <c>Authorization</c> header and never logged.</summary>
    public required string SdkKey { get; init; }

    /// <summary>Where everything can be fetched at once; <c>/sdk/latest-all</c> is added. Where that is not there, as with a Relay Proxy,
    /// the stream is asked.</summary>
    /// <value><c>https://sdk.launchdarkly.com</c></value>
    public Uri BaseUri { get; init; } = new("https://sdk.launchdarkly.com");

    /// <summary>Where changes are streamed from; <c>/all</c> is added.</summary>
    /// <value><c>https://stream.launchdarkly.com</c></value>
    public Uri StreamUri { get; init; } = new("https://stream.launchdarkly.com");

    /// <summary>Where events are sent to; <c>/bulk</c> and <c>/diagnostic</c> are added.</summary>
    /// <value><c>https://events.launchdarkly.com</c></value>
    public Uri EventsUri { get; init; } = new("https://events.launchdarkly.com");

    /// <summary>The key of an environment filter; null: everything. What is no key is ignored with a warning.</summary>
    public string? Filter { get; init; }

    /// <summary>The program that asks, for LaunchDarkly's lists of programs: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, up to 64. What
    /// is none is not sent, with a warning.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The program's version; as <see cref="ApplicationId"/>.</summary>
    public string? ApplicationVersion { get; init; }

    /// <summary>A library that wraps this one; null: none.</summary>
    public string? WrapperName { get; init; }

    /// <summary>Its version; only with a name.</summary>
    public string? WrapperVersion { get; init; }

    /// <summary>Tells this process from others with the same key.</summary>
    /// <value>A random one.</value>
    public string InstanceId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Sends the requests; not disposed. It must not follow redirections, as the SDK key would go along, and have no timeout of
    /// its own, as streams are long.</summary>
    /// <value>Null, the default: one of its own.</value>
    public HttpClient? Http { get; init; }

    /// <summary>Measures how long the stream is silent; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of settings that are ignored. Null: no one.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>How long an answer to a request is waited for.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how much silence a stream counts as dead. LaunchDarkly sends a comment every few minutes.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest event of a stream, and the largest answer, that is read. More ends the connection, with an error.</summary>
    /// <value>67,108,864 bytes (64 MB), uncompressed.</value>
    public long MaxPayloadBytes { get; init; } = ServerSentEventReader.DefaultMaxEventBytes;

    internal void Validate()
    {
        var check = new OptionCheck(nameof(LaunchDarklyOptions));
        check.RequireTimer(RequestTimeout, nameof(RequestTimeout), orInfinite: true);
        check.RequireTimer(StreamSilence, nameof(StreamSilence), orInfinite: true);
        check.RequireAtLeast(MaxPayloadBytes, 1, nameof(MaxPayloadBytes), "bytes");
        check.RequireSet(Clock, nameof(Clock));
    }

    /// <inheritdoc/>
    /// <remarks>Without the key: a record would print it.</remarks>
    public override string ToString() =>
        $"{nameof(LaunchDarklyOptions)} {{ {nameof(BaseUri)} = {BaseUri}, {nameof(StreamUri)} = {StreamUri} }}";
}
