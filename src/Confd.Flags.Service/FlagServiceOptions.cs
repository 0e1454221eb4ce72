using System.Diagnostics.Metrics;
using Confd.Admission;
using Confd.Flags.Service.Receiving;
using Confd.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Service;

/// <summary>How a <see cref="FlagService"/> answers.</summary>
public sealed record FlagServiceOptions
{
    /// <summary>How often a stream that has nothing to tell gives a sign of life. LaunchDarkly's SDKs leave a stream that was silent for 5
    /// minutes, and many load balancers one that was for 1.</summary>
    /// <value>30 seconds by default; more than zero.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The origins whose pages may ask, such as <c>https://app.example.com</c>.</summary>
    /// <value>Empty, the default: all.</value>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Gets the events that LaunchDarkly's SDKs send.</summary>
    /// <value>Null, the default: they are counted and dropped. Not disposed by the service.</value>
    public IEventReceiver? Events { get; init; }

    /// <summary>Gets the service's instruments; null, the default: nobody asks for figures. Not disposed by the service.</summary>
    public Meter? Meter { get; init; }

    /// <summary>Answers paths that are not the service's own, such as pages for people: true if it did, false for none of its
    /// paths.</summary>
    /// <value>Null, the default: there are no such paths.</value>
    public Func<HttpContext, ValueTask<bool>>? Pages { get; init; }

    /// <summary>Bounds the bodies that are read; shared with what <see cref="Pages"/> reads.</summary>
    /// <value>Null, the default: the service makes one for itself.</value>
    public BodyRoom? Room { get; init; }

    /// <summary>The version of the program, for <c>/status</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of what fails; never of keys, tokens or values of flags.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal void Validate() => new OptionCheck(nameof(FlagServiceOptions)).Require(
        Heartbeat > TimeSpan.Zero && Heartbeat <= TimeSpan.FromDays(1),
        nameof(Heartbeat),
        $"has to be more than zero and at most a day; it is {Heartbeat:c}");
}
