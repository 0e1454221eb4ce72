using System.Net;
using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

public sealed class NeverFilledTests
{
    private readonly MemoryFlagStore _store = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Store_NeverFilled_IsNotServedAsEmpty()
    {
        await using var client = await OpenAsync();
        await using var service = CreateService(client);
        using var server = await StartAsync(service);
        using var http = ClientOf(server);
        await Eventually.IsSoAsync(() => _log.Lines.Any(), Cancellation);

        (await http.FetchAsync(Requests.Sdk("/sdk/latest-all", "sdk"))).Body.GetProperty("message").GetString()
            .ShouldBe("the environment was never filled: it has no flags yet");
        (await http.FetchAsync(Requests.Ofrep("", """{"context":{"targetingKey":"u"}}""", "sdk"))).Status.ShouldBe(503);
        (await http.FetchAsync(Requests.Sdk($"/sdk/evalx/id/contexts/{Requests.Encode("""{"key":"u"}""")}", null))).Status.ShouldBe(503);
        (await http.FetchAsync(Requests.Sdk("/status", null))).Body.GetProperty("status").GetString().ShouldBe("degraded");
        (await http.GetAsync("/ready", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, "other environments are served");
        _log.Lines.ShouldHaveSingleItem().ShouldContain("The environment test was never filled: the table flags has no flags for it");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Store_FilledByHandWithoutAMark_IsServed()
    {
        await using var client = await OpenAsync();
        await using var service = CreateService(client);
        using var server = await StartAsync(service);
        using var http = ClientOf(server);
        using var stream = await OpenStream.OpenAsync(http, Requests.Sdk("/flags", "sdk"));

        var flag = new VersionedItem(1, Encoding.UTF8.GetBytes(Flags.Switch("a", 1, isOn: true)));
        await _store.UpsertAsync(DataKind.Features, "a", flag, Cancellation);
        await client.RefreshAsync(Cancellation);

        (await stream.NextAsync())!.Value.Data.ShouldContain("\"a\"");
        (await _store.InitializedAsync(Cancellation)).ShouldBeFalse();
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Store_InitializedWithNothing_IsServedAsEmpty()
    {
        await using var client = await OpenAsync();
        await using var service = CreateService(client);
        using var server = await StartAsync(service);
        using var http = ClientOf(server);
        using var stream = await OpenStream.OpenAsync(http, Requests.Sdk("/all", "sdk"));
        await Eventually.IsSoAsync(() => _log.Lines.Any(), Cancellation);

        await _store.InitAsync(FlagDataSet.Empty, Cancellation);
        var opening = stream.NextAsync();
        await Eventually.AfterAsync(_clock, opening, Cancellation);

        (await opening).ShouldBe(("put", """{"path":"/","data":{"flags":{},"segments":{}}}"""));
        await server.StopAsync(Cancellation);
    }

    private Task<FlagClient> OpenAsync() =>
        FlagClient.OpenAsync(_store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });

    private FlagService CreateService(FlagClient client) => new(
        [
            new FlagEnvironmentOptions
            {
                Name = "test",
                Table = "flags",
                Client = client,
                IsInitialized = _store.InitializedAsync,
                SdkKeys = ["sdk"],
                EnvironmentId = "id",
            },
        ],
        new FlagServiceOptions { Clock = _clock, Logger = _log, Heartbeat = TimeSpan.FromDays(1) });

    private static async Task<FlagServer> StartAsync(FlagService service)
    {
        var server = new FlagServer(service, new FlagServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await server.StartAsync(Cancellation);
        return server;
    }

    private static HttpClient ClientOf(FlagServer server) => new() { BaseAddress = new Uri(server.Addresses.Single()) };
}
