using Confd.Extensions.Flags;
using Confd.Flags.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// The namespace of the extended type, as for every health check.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the flag client to a program's health checks.</summary>
public static class FlagHealthCheckExtensions
{
    /// <summary>
    /// Adds a check of the client that <c>AddConfdFlags</c> registers. It sends no requests. Healthy: the store could be read at the last
    /// attempt. Degraded: it could not, and earlier flags stay in use; with <see cref="FlagClientOptions.ReadThrough"/>, where the last
    /// variation was answered by them. <paramref name="failureStatus"/>: there are no flags, so that
    /// defaults are returned, or earlier ones have been in use for longer than <paramref name="unhealthyAfter"/>; or there can be no
    /// client, for example without credentials. For another <see cref="IFlagClient"/> in the client's place it checks whether that is
    /// ready.
    /// </summary>
    /// <remarks>Its data are <c>initialized</c>, true or false, and <c>ageSeconds</c>, the time since the store was read: with
    /// <see cref="FlagClientOptions.LiveUpdates"/> that is the time since the last change.</remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="serviceKey">The key of the client; null, the default: the client without a key.</param>
    /// <param name="unhealthyAfter">How long an unreadable store counts as degraded only; null, the default: without limit.</param>
    /// <param name="failureStatus">Null, the default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">For filters.</param>
    public static IHealthChecksBuilder AddConfdFlags(
        this IHealthChecksBuilder builder,
        string name = "confd-flags",
        object? serviceKey = null,
        TimeSpan? unhealthyAfter = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new FlagHealthCheck(
                () => FlagServiceCollectionExtensions.ResolveAny(provider, serviceKey),
                FlagServiceCollectionExtensions.ClockOf(provider, serviceKey),
                unhealthyAfter),
            failureStatus,
            tags));
    }
}
