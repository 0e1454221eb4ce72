using Confd.Flags.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Flags;

/// <summary>Reports whether a client has flags, and their age. It uses the client only and sends no requests.</summary>
/// <param name="resolve">Returns the client, or creates it; its exception is the result of the check.</param>
/// <param name="clock">The client's clock.</param>
/// <param name="unhealthyAfter">How long an unreadable store counts as degraded only; null: without limit.</param>
internal sealed class FlagHealthCheck(Func<IFlagClient> resolve, TimeProvider clock, TimeSpan? unhealthyAfter) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var resolved = resolve();
        if (resolved is not FlagClient flags)
        {
            return Task.FromResult(new HealthCheckResult(
                resolved.IsReady ? HealthStatus.Healthy : context.Registration.FailureStatus,
                resolved.IsReady ? "Flags are available" : "No flags are available yet"));
        }

        var (health, lastRead) = (flags.Health, flags.LastRead);
        var age = clock.GetUtcNow() - lastRead;
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["initialized"] = flags.IsReady };
        if (age is { } known)
        {
            data["ageSeconds"] = Math.Round(known.TotalSeconds);
        }

        var failed = context.Registration.FailureStatus;
        var result = (flags.IsReady, health) switch
        {
            (false, _) => new HealthCheckResult(failed, "No flags have been read yet; defaults are returned", health.Problem, data),
            (_, { IsReadable: true }) => HealthCheckResult.Healthy("The flags can be read", data),
            (_, { LastFailure: null }) => HealthCheckResult.Healthy("No flag has been evaluated yet", data),
            (_, { UsesLastReading: false }) => new HealthCheckResult(
                failed, $"The flags have been unreadable since {health.Since:u}; defaults are returned", health.Problem, data),
            _ => new HealthCheckResult(
                clock.GetUtcNow() - health.Since > unhealthyAfter ? failed : HealthStatus.Degraded,
                lastRead is null
                    ? $"The flags have been unreadable since {health.Since:u}; those that were read before stay in use"
                    : $"The flags have been unreadable since {health.Since:u}; those of {lastRead:u} stay in use",
                health.Problem,
                data),
        };
        return Task.FromResult(result);
    }
}
