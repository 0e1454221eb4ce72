using System.Net;
using System.Text;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Status;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

public sealed class StatusTests
{
    [Fact]
    public async Task Status_OfAReadableTable_IsHealthyAndHidesKeys()
    {
        await using var served = await ServedTable.StartAsync(new Dictionary<string, string> { ["a"] = Flags.Switch("a", 1, isOn: true) });

        var status = await served.Http.FetchAsync(Requests.Sdk("/status", null));

        status.Body.GetProperty("status").GetString().ShouldBe("healthy");
        var environment = status.Body.GetProperty("environments").GetProperty("test");
        environment.GetProperty("status").GetString().ShouldBe("connected");
        environment.GetProperty("connectionStatus").GetProperty("state").GetString().ShouldBe("VALID");
        environment.GetProperty("sdkKey").GetString().ShouldBe("sdk-********-****-****-****-*******00001");
        status.Body.GetRawText().ShouldNotContain(ServedTable.MobileKey);
        status.Body.GetRawText().ShouldNotContain(ServedTable.OfrepKey);
    }

    [Theory]
    [InlineData(0, """{"available":true,"potentiallyStale":false,"lastSynchronizedOn":1767225600000}""")]
    [InlineData(5, """{"available":true,"potentiallyStale":true,"lastSynchronizedOn":1767225600000}""")]
    [InlineData(null, """{"available":false,"potentiallyStale":false}""")]
    public async Task Status_OfAnEnvironmentWithBigSegments_TellsOfTheirStore(int? minutesOld, string expected)
    {
        var clock = new FakeTimeProvider();
        var members = new Members(minutesOld is null ? null : clock.GetUtcNow());
        clock.Advance(TimeSpan.FromMinutes(minutesOld ?? 0));
        var status = await StatusOfAsync(clock, members, """{"key":"s","version":1,"unbounded":true,"generation":1}""");

        status.GetProperty("bigSegmentStatus").GetRawText().ShouldBe(expected);
    }

    [Fact]
    public async Task Status_OfAnEnvironmentWithoutBigSegments_HasNoneOfTheirStore()
    {
        var clock = new FakeTimeProvider();

        var status = await StatusOfAsync(clock, new Members(clock.GetUtcNow()), """{"key":"s","version":1}""");

        status.TryGetProperty("bigSegmentStatus", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/ready", 200)]
    public async Task Probes_OfAReadableTable_AreHealthy(string path, int status)
    {
        await using var served = await ServedTable.StartAsync();

        using var response = await served.Http.GetAsync(path, Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("sdk-00000000-0000-4000-8000-000000000001", "sdk-********-****-****-****-*******00001")]
    [InlineData("short-secret", "*****")]
    [InlineData("aVeryLongSecretWithoutAnyDash", "************************yDash")]
    public void MaskedKey_Of_ShowsTheEndOnly(string key, string expected) => MaskedKey.Of(key).ShouldBe(expected);

    private static async Task<JsonElement> StatusOfAsync(TimeProvider clock, Members members, string segment)
    {
        var store = new MemoryFlagStore();
        var segments = new Dictionary<string, VersionedItem> { ["s"] = FlagItemJson.Read("s", Encoding.UTF8.GetBytes(segment)) };
        await store.InitAsync(new FlagDataSet(new KindItems(DataKind.Segments, segments)), Cancellation);
        var options = new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, BigSegments = members, Clock = clock };
        var client = await FlagClient.OpenAsync(store, options, Cancellation);
        await using var service = new FlagService([new FlagEnvironmentOptions { Name = "test", Client = client }]);
        using var server = new FlagServer(service, new FlagServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.Single()) };
        var status = await http.FetchAsync(Requests.Sdk("/status", null));
        await server.StopAsync(Cancellation);
        return status.Body.GetProperty("environments").GetProperty("test");
    }

    private sealed class Members(DateTimeOffset? synchronizedOn) : IBigSegmentStore
    {
        public Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken) =>
            Task.FromResult(BigSegmentMembership.None);

        public Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken) => synchronizedOn is null
            ? Task.FromException<DateTimeOffset?>(new FlagStoreException("the store is down"))
            : Task.FromResult(synchronizedOn);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
