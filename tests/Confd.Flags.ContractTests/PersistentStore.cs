using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Flags.ContractTests;

/// <summary>The harness's database.</summary>
internal static class PersistentStore
{
    // The harness makes it anew for each test.
    private const string Table = "sdk-contract-tests";

    /// <summary>Opens it, with the cache that the harness asks for; null: none is asked for.</summary>
    public static CachedFlagStore? Open(JsonElement configuration)
    {
        if (configuration.Find("persistentDataStore") is not { } persistence)
        {
            return null;
        }

        var store = persistence.GetProperty("store");
        if (store.Text("type") is not "dynamodb" and var type)
        {
            throw new ContractFailureException($"there is no store '{type}'");
        }

        var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = store.Text("dsn"), AuthenticationRegion = "us-east-1" });
        return new CachedFlagStore(
            new DynamoFlagStore(client, Table, new DynamoFlagStoreOptions { Prefix = store.Text("prefix") }),
            Cache(persistence.GetProperty("cache")));
    }

    private static FlagCacheOptions Cache(JsonElement cache) => new()
    {
        TimeToLive = cache.Text("mode") switch
        {
            "off" => TimeSpan.Zero,
            "infinite" => Timeout.InfiniteTimeSpan,
            "ttl" => TimeSpan.FromSeconds(cache.GetProperty("ttl").GetInt32()),
            var mode => throw new ContractFailureException($"there is no cache '{mode}'"),
        },

        // As the caches of LaunchDarkly's SDKs.
        StaleWhileUnavailable = TimeSpan.Zero,
    };
}
