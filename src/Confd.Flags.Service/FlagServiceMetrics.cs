using System.Diagnostics.Metrics;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Receiving;
using Confd.Flags.Service.Streams;

namespace Confd.Flags.Service;

/// <summary>The metrics of a service; only requests are counted specifically for them.</summary>
internal sealed class FlagServiceMetrics
{
    private static readonly KeyValuePair<string, object?> Ofrep = new("protocol", "ofrep");
    private static readonly KeyValuePair<string, object?> LaunchDarkly = new("protocol", "launchdarkly");
    private static readonly KeyValuePair<string, object?> Taken = new("result", "taken");
    private static readonly KeyValuePair<string, object?> Refused = new("result", "refused");

    private long _ofrep;
    private long _launchDarkly;

    /// <summary>Creates the instruments on the caller's meter.</summary>
    public FlagServiceMetrics(Meter? meter, IReadOnlyList<FlagEnvironment> environments, EventStreams streams, EventCounter events)
    {
        if (meter is null)
        {
            return;
        }

        meter.CreateObservableCounter(
            "confd_flag_service_requests_total",
            () => Both(Interlocked.Read(ref _ofrep), Ofrep, Interlocked.Read(ref _launchDarkly), LaunchDarkly),
            description: "Requests, those for streams too.");
        meter.CreateObservableGauge("confd_flag_service_streams", () => streams.Count, description: "Open streams.");
        meter.CreateObservableCounter(
            "confd_flag_service_events_total",
            () => Both(events.Taken, Taken, events.Refused, Refused),
            description: "Deliveries of events.");
        meter.CreateObservableGauge(
            "confd_flag_service_flags",
            () => environments.Select(environment => new Measurement<long>(environment.Current?.All.Count ?? 0, Tag(environment))),
            description: "Flags in memory.");
        meter.CreateObservableGauge(
            "confd_flag_service_store_readable",
            () => environments.Select(environment => new Measurement<long>(environment.Client.Health.IsReadable ? 1 : 0, Tag(environment))),
            description: "1 if the last attempt to read the flags succeeded.");
    }

    /// <summary>Counts a request by OFREP.</summary>
    public void CountOfrep() => Interlocked.Increment(ref _ofrep);

    /// <summary>Counts a request of a LaunchDarkly SDK.</summary>
    public void CountLaunchDarkly() => Interlocked.Increment(ref _launchDarkly);

    private static Measurement<long>[] Both(
        long one,
        KeyValuePair<string, object?> tag,
        long other,
        KeyValuePair<string, object?> otherTag) => [new(one, tag),
        new(other, otherTag)];

    private static KeyValuePair<string, object?> Tag(FlagEnvironment environment) => new("environment", environment.Options.Name);
}
