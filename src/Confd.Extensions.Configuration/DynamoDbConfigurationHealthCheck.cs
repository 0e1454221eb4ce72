using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Configuration;

/// <summary>Reports whether the settings of all tables are available, and their age. It uses their providers and sends no
/// requests.</summary>
internal sealed class DynamoDbConfigurationHealthCheck(IConfiguration configuration, TimeProvider clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var providers = ProvidersOf(configuration).ToList();
        var tables = providers.ConvertAll(provider => provider.Health);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (table, prefix) in tables.Zip(providers, (table, provider) => (table, provider.Prefix)))
        {
            // One table may be the source of several sets of settings.
            var isAlone = tables.Count(other => other.Table == table.Table) == 1;
            data[isAlone ? table.Table : $"{table.Table} {prefix}"] = table.LastRead is { } read
                ? $"read {Math.Round((clock.GetUtcNow() - read).TotalSeconds)} seconds ago"
                : "never read";
        }

        var (missing, broken) = (tables.Find(table => table.LastRead is null), tables.Find(table => !table.IsReadable));
        var result = (tables.Count, missing, broken) switch
        {
            (0, _, _) => new HealthCheckResult(context.Registration.FailureStatus, "No table is among the sources of the configuration"),
            (_, not null, _) => new HealthCheckResult(
                context.Registration.FailureStatus, $"The settings of table {missing.Table} have not been read yet", data: data),
            (_, _, not null) => HealthCheckResult.Degraded(
                $"The settings of table {broken.Table} could not be read since {broken.Since:u}; the earlier ones stay", data: data),
            _ => HealthCheckResult.Healthy("The settings can be read", data),
        };
        return Task.FromResult(result);
    }

    private static IEnumerable<DynamoDbConfigurationProvider> ProvidersOf(IConfiguration configuration) =>
        configuration is IConfigurationRoot root
            ? root.Providers.SelectMany(provider => provider switch
            {
                DynamoDbConfigurationProvider ours => [ours],
                ChainedConfigurationProvider chained => ProvidersOf(chained.Configuration),
                _ => [],
            })
            : [];
}
