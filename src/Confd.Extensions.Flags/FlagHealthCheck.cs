using Confd.Flags.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Flags;

/// <summary>Says whether a client has flags, and how old they are. It asks the client alone and sends nothing.</summary>
/// <param name="resolve">Answers the client, or makes it; what that throws is the result of the check.</param>
/// <param name="clock">The client's clock.</param>
/// <param name="unhealthyAfter">How long a store that cannot be read is no more than degraded; null: for ever.</param>
internal sealed class FlagHealthCheck(Func<IFlagClient> resolve, TimeProvider clock, TimeSpan? unhealthyAfter) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var resolved = resolve();
        if (resolved is not FlagClient flags)
        {
            return Task.FromResult(new HealthCheckResult(
                resolved.IsReady ? HealthStatus.Healthy : context.Registration.FailureStatus,
                resolved.IsReady ? "The flags are there" : "No flags are there yet"));
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
            (false, _) => new HealthCheckResult(failed, "No flags have been read yet; defaults are answered", health.Problem, data),
            (_, { IsReadable: true }) => HealthCheckResult.Healthy("The flags can be read", data),
            (_, { LastFailure: null }) => HealthCheckResult.Healthy("The flags have not been asked for yet", data),
            _ when age is null => new HealthCheckResult(
                failed, $"The flags cannot be read anew since {health.Since:u}; defaults are answered", health.Problem, data),
            _ => new HealthCheckResult(
                clock.GetUtcNow() - health.Since > unhealthyAfter ? failed : HealthStatus.Degraded,
                $"The flags cannot be read anew since {health.Since:u}; those of {lastRead:u} go on answering",
                health.Problem,
                data),
        };
        return Task.FromResult(result);
    }
}
