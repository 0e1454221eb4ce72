using System.Net;
using System.Text;
using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Environments;
using Confd.Flags.Service;
using Confd.Flags.Storage;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests;

/// <summary>A console on a port of its own, on a real server, over flags in memory.</summary>
internal sealed class ServedConsole : IAsyncDisposable
{
    public const string Environment = "test";
    public const string AnnsToken = "anns-token-0123456789";
    public const string TokenWithoutOwner = "nobodys-token-0123456789";

    private readonly FlagService _service;
    private readonly FlagServer _server;

    private ServedConsole(
        MemoryDocumentStore store, FakeTimeProvider clock, RecordedLog log, BodyBudget budget, FlagService service, FlagServer server)
    {
        Store = store;
        Clock = clock;
        Log = log;
        BodyBudget = budget;
        _service = service;
        _server = server;
    }

    public MemoryDocumentStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public RecordedLog Log { get; }

    public BodyBudget BodyBudget { get; }

    public Uri Address => new(_server.Addresses.Single());

    /// <summary>Serves flags, written as JSON by key.</summary>
    public static async Task<ServedConsole> StartAsync(
        Dictionary<string, string>? flags = null,
        Dictionary<string, string>? segments = null,
        bool needsToken = false,
        Func<ConsoleEnvironment, ConsoleEnvironment>? change = null,
        IReadOnlyList<string>? hosts = null,
        IKeyList? keys = null)
    {
        var store = new MemoryDocumentStore();
        var data = new FlagDataSet(new KindItems(DataKind.Segments, ItemsOf(segments)), new KindItems(DataKind.Features, ItemsOf(flags)));
        await store.InitAsync(data, default);
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        var budget = new BodyBudget(clock);
        var environment = new ConsoleEnvironment { Name = Environment, Store = store, Label = "table flags" };
        var console = new FlagConsole(
            [change?.Invoke(environment) ?? environment],
            new FlagConsoleOptions
            {
                Tokens = needsToken ? [new ConsoleToken("ann", AnnsToken), new ConsoleToken(null, TokenWithoutOwner)] : [],
                Actor = "somebody",
                Hosts = hosts ?? [],
                Keys = keys,
                BodyBudget = budget,
                Clock = clock,
                Logger = log,
            });
        var service = new FlagService([], new FlagServiceOptions { Pages = console.TryHandleAsync });
        var server = new FlagServer(service, new FlagServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await server.StartAsync(CancellationToken.None);
        return new ServedConsole(store, clock, log, budget, service, server);
    }

    /// <summary>A browser that has not been here.</summary>
    public Visitor ConsoleRequest() => new(Address);

    /// <summary>A browser that shows a flag's page.</summary>
    public async Task<Visitor> VisitFlagAsync(string key)
    {
        var visitor = ConsoleRequest();
        (await visitor.GetAsync(PathOf("flag", key))).ShouldBe(HttpStatusCode.OK);
        return visitor;
    }

    public static string PathOf(string page, string key) => $"/console/{page}?env={Environment}&key={Uri.EscapeDataString(key)}";

    /// <summary>What is stored of a flag, as text; empty: nothing.</summary>
    public Task<string> StoredAsync(string key) => StoredAsync(DataKind.Features, key);

    /// <summary>What is stored of a flag or segment, as text; empty: nothing.</summary>
    public async Task<string> StoredAsync(DataKind kind, string key) =>
        await Store.GetAsync(kind, key, default) is { } item ? Encoding.UTF8.GetString(item.Content.Span) : "";

    /// <summary>A browser that shows a page of the environment.</summary>
    public async Task<Visitor> VisitPageAsync(string page)
    {
        var visitor = ConsoleRequest();
        (await visitor.GetAsync($"/console/{page}?env={Environment}")).ShouldBe(HttpStatusCode.OK);
        return visitor;
    }

    /// <summary>A browser that shows a segment's page.</summary>
    public async Task<Visitor> VisitSegmentAsync(string key)
    {
        var visitor = ConsoleRequest();
        (await visitor.GetAsync(PathOf("segment", key))).ShouldBe(HttpStatusCode.OK);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _server.StopAsync(limit.Token);
        _server.Dispose();
        await _service.DisposeAsync();
    }

    private static Dictionary<string, VersionedItem> ItemsOf(Dictionary<string, string>? items) =>
        (items ?? []).ToDictionary(item => item.Key, item => FlagItemJson.Read(item.Key, Encoding.UTF8.GetBytes(item.Value)));
}
