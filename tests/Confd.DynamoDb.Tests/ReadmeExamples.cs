using Confd.DynamoDb.Connections;

namespace Confd.DynamoDb.Tests;

/// <summary>The code of the package's README, compiled; <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeExamples
{
    public static async Task ReadAsync()
    {
        await using var table = await KeyValueTable.OpenAsync("confd-config");

        var values = await table.GetValuesAsync(["/myapp/database"]);
        Console.WriteLine(values["/myapp/database/url"]);
    }

    public static async Task SelectAsync(KeyValueTable table)
    {
        var items = await table.ReadAsync(["/myapp", "/shared/tls"]);
        var forMyApp = items.Select(["/myapp"]);
        var forProxy = items.Select(["/shared/tls"], onSkipped: key => Console.Error.WriteLine($"{key} is not a string"));
        Console.WriteLine(forMyApp.Count + forProxy.Count);
    }

    public static async Task WatchAsync(KeyValueTable table, Func<IReadOnlyDictionary<string, string>, Task> apply)
    {
        await using var watch = await table.OpenWatchAsync(["/myapp"])
            ?? throw new InvalidOperationException("turn the table's stream on");

        while (true)
        {
            var current = await table.GetValuesAsync(["/myapp"]);
            await ApplyAsync(current);
            await watch.WaitForChangeAsync();
        }

        Task ApplyAsync(IReadOnlyDictionary<string, string> values) => apply(values);
    }

    public static async Task WriteAsync(KeyValueTable table)
    {
        await table.PutAsync("/myapp/database/user", "admin");
        await table.DeleteAsync("/myapp/database/old");
    }

    public static async Task CheckHealthAsync(KeyValueTable table)
    {
        await table.CheckHealthAsync(); // throws if something is wrong

        var health = await table.CheckHealthDetailedAsync();
        Console.WriteLine($"{health.IsHealthy} {health.Message} in {health.Duration.TotalMilliseconds} ms at {health.CheckedAt:O}");
        foreach (var (name, value) in health.Details)
        {
            Console.WriteLine($"{name}: {value}"); // table, table_status, item_count
        }
    }

    public static async Task FailAsync()
    {
        try
        {
            await using var other = await KeyValueTable.OpenAsync("no-such-table");
        }
        catch (DynamoDbException failed) when (failed.Failure == DynamoDbFailure.TableMissing)
        {
            Console.Error.WriteLine(failed.Message);
        }
    }

    public static KeyValueTableOptions Options()
    {
        var options = new KeyValueTableOptions
        {
            Partition = "production", // a table with a partition key and `key` as sort key: reading a prefix costs only its own size
            ValueAttribute = "text",
            Connection = new DynamoConnectionOptions { Endpoint = new Uri("http://localhost:8000") },
        };
        return options;
    }
}
