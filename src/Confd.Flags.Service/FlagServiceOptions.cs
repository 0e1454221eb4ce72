using System.Diagnostics.Metrics;
using Confd.Admission;
using Confd.Flags.Service.Receiving;
using Confd.Shared;
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

    /// <summary>The origins whose pages may send requests, such as <c>https://app.example.com</c>; see <see cref="IsOrigin"/>.</summary>
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
    public BodyBudget? Room { get; init; }

    /// <summary>The version of the program, for <c>/status</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs failures; never keys, tokens or values of flags.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>True for what browsers send as the origin of a page: scheme, host and maybe a port, as in <c>https://app.example.com</c>.
    /// Also for <c>null</c>, the origin of pages without one, and <c>*</c>, which stands for all.</summary>
    public static bool IsOrigin(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is "*" or "null"
            || (Uri.TryCreate(text, UriKind.Absolute, out var address)
                && text.Contains("://", StringComparison.Ordinal)
                && address.Host.Length > 0
                && address.UserInfo.Length == 0
                && address.PathAndQuery is "/" or ""
                && address.Fragment.Length == 0
                && !text.AsSpan().ContainsAny('*', ' ', '?'));
    }

    internal void Validate()
    {
        var check = new OptionCheck(nameof(FlagServiceOptions));
        check.Require(
            Heartbeat > TimeSpan.Zero && Heartbeat <= TimeSpan.FromDays(1),
            nameof(Heartbeat),
            $"has to be more than zero and at most a day; it is {Heartbeat:c}");
        check.Require(
            Origins.All(IsOrigin),
            nameof(Origins),
            $"has to be origins such as https://app.example.com; '{Origins.FirstOrDefault(origin => !IsOrigin(origin))}' is none");
    }
}
