using System.Text;
using Confd.TestSupport;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>Nodes of a Redis Cluster: only the configured nodes are used, not those that they name.</summary>
public sealed class RedisClusterTests
{
    private const string AllSlots = "0-16383";

    [Fact]
    public async Task Read_OneShard_IsReadAndWatchedAsAnyServer()
    {
        await using var server = await StartAsync(AllSlots);
        await server.SendAsync("", "SET", "/app/a", "1");
        await server.SendAsync("", "HSET", "/app/h", "f", "2");
        await using var backend = await OpenAsync(server);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        (await ReadAsync(backend, "/app")).ShouldBe(["/app/a=1", "/app/h/f=2"]);
        (await ReadAsync(backend, "/")).ShouldBe(["/app/a=1", "/app/h/f=2"]);
        await server.SendAsync("", "SET", "/app/a", "3");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        (await ReadAsync(backend, "/app/a")).ShouldBe(["/app/a=3"]);
    }

    // The slot of /app/a is 13,220, that of /app/b 967.
    [Fact]
    public async Task Read_TwoShards_ReadsOwnValuesAndRefusesTheOthersAndListings()
    {
        await using var one = await StartAsync("0-8191");
        await using var other = await StartAsync("8192-16383");
        await JoinAsync(one, other, shards: 2);
        await SetAsync(one, "/app/b", "1");
        await SetAsync(other, "/app/a", "2");
        await using var backend = await OpenAsync(one);
        await using var otherBackend = await OpenAsync(other);

        (await ReadAsync(backend, "/app/b")).ShouldBe(["/app/b=1"]);
        (await ReadAsync(otherBackend, "/app/a")).ShouldBe(["/app/a=2"]);
        var moved = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/app/a"], Cancellation));
        var listings = new List<string>();
        foreach (var each in new[] { backend, otherBackend })
        {
            listings.Add((await Should.ThrowAsync<KeyBackendException>(() => each.ReadAsync(["/"], Cancellation))).Message);
        }

        moved.Message.ShouldBe(
            $"redis node {one.Node}: MOVED: the key belongs to another node of a Redis Cluster, whose nodes are not followed");
        listings.ShouldBe(new[] { one, other }.Select(server =>
            $"redis node {server.Node}: the node is of a Redis Cluster of 2 shards and has only its own keys: "
            + "it cannot list the keys below a key"));
    }

    [Fact]
    public async Task Read_NodeWithoutSlots_FailsInsteadOfBeingEmpty()
    {
        await using var full = await StartAsync(AllSlots);
        await using var bare = await StartAsync(null);
        await JoinAsync(full, bare, shards: 1);
        await SetAsync(full, "/app/a", "1");
        await using var backend = await OpenAsync(bare);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/"], Cancellation))).Message.ShouldContain("MOVED");
        ((string?)await bare.SendAsync("", "CLIENT", "LIST")).ShouldNotBeNull().ShouldContain("name=confd ");
        ((string?)await full.SendAsync("", "CLIENT", "LIST")).ShouldNotBeNull().ShouldNotContain("name=confd ");
    }

    [Fact]
    public async Task Read_ClusterCommandIsDenied_ReadsTheNode()
    {
        await using var server = await StartAsync(AllSlots);
        await server.SendAsync("", "SET", "/app/a", "1");
        await server.SendAsync("", "ACL", "SETUSER", "reader", "on", ">pw", "~/app*", "+get", "+type", "+scan", "+hscan", "+ping");
        await using var backend = await new RedisBackendFactory().OpenAsync(
            RedisDatabase.Section(server.Node, (ServerOptions.Username, "reader"), (ServerOptions.Password, "pw")),
            new BackendContext(),
            Cancellation);

        (await ReadAsync(backend, "/app")).ShouldBe(["/app/a=1"]);
    }

    private static async Task<RedisServer> StartAsync(string? slots)
    {
        var server = await RedisServer.StartAsync(
            "--cluster-enabled", "yes", "--cluster-port", $"{ReservedPort.Take()}", "--notify-keyspace-events", "KEA");
        if (slots is not null)
        {
            await server.SendAsync("", "CLUSTER", ["ADDSLOTSRANGE", .. slots.Split('-')]);
        }

        if (slots == AllSlots)
        {
            await EventuallyAsync(server, "cluster_state:ok");
        }

        return server;
    }

    // A node greets another by the port for clients and the port for nodes.
    private static async Task JoinAsync(RedisServer one, RedisServer other, int shards)
    {
        var myself = ((string?)await other.SendAsync("", "CLUSTER", "NODES"))!.Split('@', ',', ' ');
        var (host, port) = (other.Node.Split(':')[0], other.Node.Split(':')[1]);
        await one.SendAsync("", "CLUSTER", "MEET", host, port, myself[2]);
        foreach (var server in new[] { one, other })
        {
            await EventuallyAsync(server, $"cluster_size:{shards}", "cluster_state:ok", "cluster_known_nodes:2");
        }
    }

    // Nodes that have only just met lose sight of each other for a moment.
    private static Task SetAsync(RedisServer server, string key, string value) =>
        Eventually.SucceedsAsync<RedisResult, RedisServerException>(() => server.SendAsync("", "SET", key, value), Cancellation);

    private static Task EventuallyAsync(RedisServer server, params string[] lines) => Eventually.IsSoAsync(
        async () =>
        {
            var answer = (string?)await server.SendAsync("", "CLUSTER", "INFO") ?? "";
            return lines.All(line => answer.Contains(line + "\r\n", StringComparison.Ordinal));
        },
        Cancellation);

    private static Task<IKeyBackend> OpenAsync(RedisServer server) =>
        new RedisBackendFactory().OpenAsync(RedisDatabase.Section(server.Node), new BackendContext(), Cancellation);

    private static async Task<IEnumerable<string>> ReadAsync(IKeyBackend backend, string key)
    {
        var found = (await backend.ReadAsync([key], Cancellation)).Select([key]);
        return found.Select(pair => $"{pair.Key}={Encoding.UTF8.GetString(pair.Value.Span)}").Order(StringComparer.Ordinal);
    }
}
