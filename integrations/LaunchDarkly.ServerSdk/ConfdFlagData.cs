using Confd.Flags.DynamoDb;
using LaunchDarkly.Sdk.Server.Subsystems;

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
        new Configurer<IPersistentDataStoreAsync>(() =>
            new ConfdDataStore(DynamoFlagStore.OpenAsync(tableName, options).GetAwaiter().GetResult(), options?.Table.Logger));

    /// <summary>Names the table with big segments.</summary>
    public static IComponentConfigurer<IBigSegmentStore> BigSegments(string tableName, string? prefix = null) =>
        new Configurer<IBigSegmentStore>(() =>
            new ConfdBigSegments(DynamoBigSegmentStore.OpenAsync(tableName, prefix).GetAwaiter().GetResult()));

    // The SDK builds its parts synchronously; opening a table only looks for credentials.
    private sealed class Configurer<T>(Func<T> build) : IComponentConfigurer<T>
    {
        public T Build(LdClientContext context) => build();
    }
}
