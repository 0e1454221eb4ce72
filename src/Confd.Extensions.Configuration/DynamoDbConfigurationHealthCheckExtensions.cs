using Confd.Extensions.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// The namespace of the extended type, as for every health check.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the tables of a program's configuration to its health checks.</summary>
public static class DynamoDbConfigurationHealthCheckExtensions
{
    /// <summary>
    /// Adds a check of all tables that <c>AddDynamoDb</c> added to the <see cref="IConfiguration"/> of the services. It sends no requests.
    /// Healthy: each could be read at the last attempt. Degraded: one could not, and its earlier settings stay. <paramref
    /// name="failureStatus"/>: one has never been read, as an optional table may be, or there is none.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">Null, the default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">For filters.</param>
    public static IHealthChecksBuilder AddDynamoDbConfiguration(
        this IHealthChecksBuilder builder,
        string name = "dynamodb-configuration",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new DynamoDbConfigurationHealthCheck(
                provider.GetRequiredService<IConfiguration>(), provider.GetService<TimeProvider>() ?? TimeProvider.System),
            failureStatus,
            tags));
    }
}
