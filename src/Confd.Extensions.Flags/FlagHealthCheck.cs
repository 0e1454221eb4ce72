using Confd.Flags.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Flags;

/// <summary>Says whether a client has flags, and how old they are. It asks the client alone and sends nothing.</summary>
internal sealed class FlagHealthCheck(FlagClient flags, TimeProvider clock, TimeSpan? unhealthyAfter) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
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
            (false, _) => new HealthCheckResult(failed, "No flags have been read yet; defaults are answered", data: data),
            (_, { IsReadable: true }) => HealthCheckResult.Healthy("The flags can be read", data),
            (_, { LastFailure: null }) => HealthCheckResult.Healthy("The flags have not been asked for yet", data),
            _ when age is null => new HealthCheckResult(
                failed, $"The store cannot be read since {health.Since:u}; defaults are answered", data: data),
            _ => new HealthCheckResult(
                clock.GetUtcNow() - health.Since > unhealthyAfter ? failed : HealthStatus.Degraded,
                $"The store cannot be read since {health.Since:u}; the flags of {lastRead:u} go on answering",
                data: data),
        };
        return Task.FromResult(result);
    }
}
