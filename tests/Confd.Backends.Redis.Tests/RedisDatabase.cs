using Confd.TestSupport;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>A database of the shared server that one test class has to itself, empty at the start of each test.</summary>
internal sealed class RedisDatabase : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _client;

    private RedisDatabase(ConnectionMultiplexer client, string server, int number)
    {
        _client = client;
        Node = $"{server}/{number}";
        Values = client.GetDatabase(number);
    }

    /// <summary>The node as a setting names it.</summary>
    public string Node { get; }

    public IDatabase Values { get; }

    /// <summary>Opens the database and removes what is there.</summary>
    /// <param name="number">Each class has its own.</param>
    public static async Task<RedisDatabase> OpenAsync(int number)
    {
        var server = BackendServers.Redis;
        var client = await ConnectionMultiplexer.ConnectAsync(server, options => options.AllowAdmin = true);
        var database = new RedisDatabase(client, server, number);
        await database.Values.ExecuteAsync("FLUSHDB");
        return database;
    }

    /// <summary>A section that reads the database.</summary>
    public static BackendSection Section(string node, params (BackendOption Option, object Value)[] more) => Section([node], more);

    /// <summary>The same of several nodes.</summary>
    public static BackendSection Section(string[] nodes, params (BackendOption Option, object Value)[] more) => new(
        "redis", more.Append((RedisBackendFactory.Node, nodes)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();
}
