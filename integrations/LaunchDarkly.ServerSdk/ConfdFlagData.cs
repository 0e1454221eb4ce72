using Confd.Flags.DynamoDb;
using LaunchDarkly.Sdk.Server.Subsystems;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.LaunchDarkly;

/// <summary>Puts Confd's DynamoDB store under LaunchDarkly's .NET server SDK.</summary>
/// <example><code>
/// var config = Configuration.Builder(sdkKey)
///     .DataSource(Components.ExternalUpdatesOnly)
///     .DataStore(Components.PersistentDataStore(ConfdFlagData.DataStore("flags")))
///     .BigSegments(Components.BigSegments(ConfdFlagData.BigSegments("flags")))
///     .Build();
/// </code></example>
public static class ConfdFlagData
{
    /// <summary>Names the table with flags and segments.</summary>
    public static IComponentConfigurer<IPersistentDataStoreAsync> DataStore(string tableName, DynamoFlagStoreOptions? options = null) =>
        new Configurer<IPersistentDataStoreAsync>(logger =>
        {
            var own = options ?? new DynamoFlagStoreOptions();
            own = own.Table.Logger == NullLogger.Instance ? own with { Table = own.Table with { Logger = logger } } : own;
            ConfdStart.LogStore(own.Table.Logger, tableName, own.Prefix is { Length: > 0 } prefix ? prefix : "none");
            return new ConfdDataStore(DynamoFlagStore.OpenAsync(tableName, own).GetAwaiter().GetResult(), own.Table.Logger);
        });

    /// <summary>Names the table with big segments.</summary>
    public static IComponentConfigurer<IBigSegmentStore> BigSegments(string tableName, string? prefix = null) =>
        new Configurer<IBigSegmentStore>(logger =>
        {
            ConfdStart.LogBigSegments(logger, tableName, string.IsNullOrEmpty(prefix) ? "none" : prefix);
            return new ConfdBigSegments(DynamoBigSegmentStore.OpenAsync(tableName, new() { Prefix = prefix }).GetAwaiter().GetResult());
        });

    // The SDK builds its parts synchronously; opening a table only looks for credentials.
    private sealed class Configurer<T>(Func<ILogger, T> build) : IComponentConfigurer<T>
    {
        public T Build(LdClientContext context) => build(new ConfdLogger(context.Logger));
    }
}
