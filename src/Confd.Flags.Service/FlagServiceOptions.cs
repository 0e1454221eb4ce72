using System.Diagnostics.Metrics;
using Confd.Admission;
using Confd.Flags.Service.Receiving;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Service;

/// <summary>Options of a <see cref="FlagService"/>.</summary>
public sealed record FlagServiceOptions
{
    /// <summary>The interval of heartbeats on an idle stream. LaunchDarkly's SDKs close a stream that was silent for 5 minutes, and many
    /// load balancers one that was silent for 1.</summary>
    /// <value>30 seconds by default; more than zero.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The origins whose pages may send requests, such as <c>https://app.example.com</c>; <c>*</c>: all.</summary>
    /// <value>Empty, the default: all.</value>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Receives the events that LaunchDarkly's SDKs send.</summary>
    /// <value>Null, the default: they are counted and dropped. Not disposed by the service.</value>
    public IEventReceiver? Events { get; init; }

    /// <summary>The meter of the service's instruments; null, the default: no metrics. Not disposed by the service.</summary>
    public Meter? Meter { get; init; }

    /// <summary>Handles paths that are not the service's own, such as web pages: returns true if it did, false for other paths.</summary>
    /// <value>Null, the default: there are no such paths.</value>
    public Func<HttpContext, ValueTask<bool>>? Pages { get; init; }

    /// <summary>Limits the memory for bodies; shared with <see cref="Pages"/>.</summary>
    /// <value>Null, the default: the service creates its own.</value>
    public BodyBudget? BodyBudget { get; init; }

    /// <summary>The version of the program, for <c>/status</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs failures; never keys, tokens or values of flags.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagServiceOptions));
        check.Require(
            Heartbeat > TimeSpan.Zero && Heartbeat <= TimeSpan.FromDays(1),
            nameof(Heartbeat),
            $"has to be more than zero and at most a day; it is {Heartbeat:c}");
        var wrong = Origins.FirstOrDefault(origin => !PageOrigin.IsWellFormed(origin));
        check.Require(wrong is null, nameof(Origins), $"has '{wrong}', which is not an origin such as https://app.example.com");
    }
}
