using System.Net;
using System.Text;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

/// <summary>A service on a port of its own over a table of its own, and a client to ask it.</summary>
internal sealed class ServedTable : IAsyncDisposable
{
    public const string SdkKey = "sdk-00000000-0000-4000-8000-000000000001";
    public const string MobileKey = "mob-00000000-0000-4000-8000-000000000002";
    public const string EnvironmentId = "507f1f77bcf86cd799439011";
    public const string OfrepKey = "ofrep-secret";

    // A test that waits for longer has failed.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DynamoConnection _connection;
    private readonly FlagService _service;
    private readonly FlagServer _server;

    private ServedTable(DynamoConnection connection, DynamoFlagStore store, FlagClient client, FlagService service, FlagServer server)
    {
        _connection = connection;
        Store = store;
        Client = client;
        _service = service;
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Addresses.Single()), Timeout = Patience };
    }

    public HttpClient Http { get; }

    public DynamoFlagStore Store { get; }

    public FlagClient Client { get; }

    public FlagServer Server => _server;

    /// <summary>Serves flags and segments, written as JSON by key.</summary>
    public static async Task<ServedTable> StartAsync(
        IReadOnlyDictionary<string, string>? flags = null,
        IReadOnlyDictionary<string, string>? segments = null,
        bool isSecure = false,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? filters = null,
        FlagServiceOptions? options = null)
    {
        var connection = await DynamoConnection.ConnectAsync(
            new DynamoConnectionOptions
            {
                Endpoint = new Uri(DynamoDbLocal.Endpoint),
                Region = "us-east-1",
                Credentials = new BasicAWSCredentials("dummy", "dummy"),
            },
            CancellationToken.None);
        var name = DynamoDbLocal.NewTableName("serve");
        await FlagTable.CreateAsync(connection.Client, name, new DynamoTableOptions());
        var store = new DynamoFlagStore(connection.Client, name);
        await store.InitAsync(
            new FlagDataSet(new KindItems(DataKind.Segments, ItemsOf(segments)), new KindItems(DataKind.Features, ItemsOf(flags))),
            CancellationToken.None);

        // Read when a test says so: no test waits for an interval.
        var client = await FlagClient.OpenAsync(store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        var served = new FlagEnvironmentOptions
        {
            Name = "test",
            Client = client,
            SdkKeys = [SdkKey],
            MobileKeys = [MobileKey],
            OfrepKeys = [OfrepKey],
            EnvironmentId = EnvironmentId,
            IsSecure = isSecure,
            Filters = filters ?? new Dictionary<string, IReadOnlyList<string>>(),
        };
        var service = new FlagService([served], options);
        var server = new FlagServer(service, new FlagServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await server.StartAsync(CancellationToken.None);
        return new ServedTable(connection, store, client, service, server);
    }

    /// <summary>Writes a flag and lets the service read it.</summary>
    public async Task PutFlagAsync(string key, string json)
    {
        (await Store.UpsertAsync(DataKind.Features, key, FlagItemJson.Read(key, Encoding.UTF8.GetBytes(json)), CancellationToken.None))
            .ShouldBeTrue();
        await Client.RefreshAsync();
    }

    /// <summary>Writes a flag without a refresh of the service.</summary>
    public async Task PutWithoutRefreshAsync(string key, string json) =>
        (await Store.UpsertAsync(DataKind.Features, key, FlagItemJson.Read(key, Encoding.UTF8.GetBytes(json)), CancellationToken.None))
            .ShouldBeTrue();

    /// <summary>Deletes a flag and lets the service read that.</summary>
    public async Task DeleteFlagAsync(string key, long version)
    {
        (await Store.UpsertAsync(DataKind.Features, key, VersionedItem.Tombstone(version), CancellationToken.None)).ShouldBeTrue();
        await Client.RefreshAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using (var limit = new CancellationTokenSource(Patience))
        {
            await _server.StopAsync(limit.Token);
        }

        _server.Dispose();
        await _service.DisposeAsync();
        _connection.Dispose();
    }

    private static Dictionary<string, VersionedItem> ItemsOf(IReadOnlyDictionary<string, string>? items) =>
        (items ?? new Dictionary<string, string>()).ToDictionary(
            item => item.Key, item => FlagItemJson.Read(item.Key, Encoding.UTF8.GetBytes(item.Value)), StringComparer.Ordinal);
}
