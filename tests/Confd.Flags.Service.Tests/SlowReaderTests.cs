using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Admission;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

/// <summary>Clients that ask a real server, for a stream or once, and do not read.</summary>
[Collection(WholeProcess.Name)]
public sealed class SlowReaderTests : IAsyncDisposable
{
    private const int MinBytesPerSecond = 64 * 1024;
    private const int LargeBytes = 4 * 1024 * 1024;

    // {"kind":"user","key":"u"}
    private const string Evaluation = "/sdk/evalx/browser/contexts/eyJraW5kIjoidXNlciIsImtleSI6InUifQ";

    private static readonly string Large = new('x', LargeBytes);

    private readonly MemoryFlagStore _store = new();
    private readonly FlagClient _client;
    private readonly FlagService _service;
    private readonly FlagServer _server;

    // Of the same service, for clients that do read: a test that reads late on a busy machine is not a slow client.
    private readonly FlagServer _patient;

    public SlowReaderTests()
    {
        _client = new FlagClient(_store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        _service = new FlagService(
            [
                new FlagEnvironmentOptions
                {
                    Name = "test",
                    Client = _client,
                    SdkKeys = ["sdk"],
                    MobileKeys = ["mob"],
                    OfrepKeys = ["ofrep"],
                    EnvironmentId = "browser",
                },
            ]);
        _server = new FlagServer(_service, new FlagServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            MinBytesPerSecond = MinBytesPerSecond,
            SlowClientGrace = TimeSpan.FromSeconds(1.5),
        });
        _patient = new FlagServer(_service, new FlagServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            SlowClientGrace = ServedTable.Patience,
        });
    }

    [Fact]
    public async Task ServerSideStream_NotRead_IsAbortedAndOthersGetTheirChange()
    {
        await StartAsync(Large);
        using var slow = await OpenUnreadAsync("/all", "sdk");
        using var http = new HttpClient { BaseAddress = new Uri(_patient.Addresses.Single()) };
        using var other = await OpenStream.OpenAsync(http, Requests.Sdk("/all", "sdk"));
        (await other.NextAsync())!.Value.Data.Length.ShouldBeGreaterThan(LargeBytes);

        await PutAsync(2, "small");

        (await other.NextAsync())!.Value.Name.ShouldBe("patch");
        await ShouldBeCutOffAsync(slow);
        await PutAsync(3, "small");
        (await other.NextAsync())!.Value.Name.ShouldBe("patch");
    }

    [Theory]
    [InlineData("/mping", "mob")]
    [InlineData("/ping/browser", null)]
    [InlineData("ofrep", "ofrep")]
    public async Task StreamOfSmallEvents_NotRead_IsAbortedAndOthersGetTheirChange(string path, string? key)
    {
        await StartAsync("small");
        using var http = new HttpClient { BaseAddress = new Uri(_patient.Addresses.Single()) };
        if (path == "ofrep")
        {
            (path, key) = (await RequestEventsAsync(http), null);
        }

        using var slow = await OpenUnreadAsync(path, key);
        using var other = await OpenStream.OpenAsync(http, Requests.Sdk(path, key));
        await other.NextAsync();

        // The system holds a few thousand of them for a client before it holds any back.
        for (var version = 2; version < 1_000_000 && !slow.Poll(0, SelectMode.SelectError); version++)
        {
            await PutAsync(version, "small");
            (await other.NextAsync()).ShouldNotBeNull();
        }

        await ShouldBeCutOffAsync(slow);
        await PutAsync(2_000_000, "small");
        (await other.NextAsync()).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Evaluation, null)]
    [InlineData("/sdk/latest-all", "sdk")]
    [InlineData("/sdk/flags", "sdk")]
    public async Task Response_NotRead_IsAbortedAfterTheTimeoutOfAChunkWhateverItsSize(string path, string? key)
    {
        await StartAsync(Large);

        using var slow = await OpenUnreadAsync(path, key);

        // As a whole it would have more than a minute, by the least rate.
        await ShouldBeCutOffAsync(slow, TimeSpan.FromSeconds(LargeBytes / MinBytesPerSecond / 2.0));
    }

    [Fact]
    public async Task Responses_ForClientsThatDoNotRead_ShareOneBudget()
    {
        await StartAsync(Large);
        using var http = new HttpClient { BaseAddress = new Uri(_patient.Addresses.Single()) };
        var slow = new List<Socket>();
        HttpResponseMessage? refused = null;
        while (refused is null && slow.Count < 2 * BodyBudget.MaxLargeBytes / LargeBytes)
        {
            slow.Add(await OpenUnreadAsync(Evaluation, key: null, _patient));
            using var asked = await http.GetAsync(new Uri(Evaluation, UriKind.Relative), Cancellation);
            refused = asked.StatusCode == HttpStatusCode.OK ? null : asked;
        }

        refused.ShouldNotBeNull().StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await http.FetchAsync(Requests.Sdk("/sdk/goals/browser", key: null))).Status.ShouldBe(200);
        (await http.FetchAsync(Requests.Sdk("/sdk/latest-all", "sdk"))).Status.ShouldBe(200);
        slow.ForEach(socket => socket.Dispose());
        await Eventually.IsSoAsync(async () => (await http.FetchAsync(Requests.Sdk(Evaluation, key: null))).Status == 200, Cancellation);
    }

    [Theory]
    [InlineData("/all")]
    [InlineData("/sdk/latest-all")]
    [InlineData("/sdk/flags")]
    public async Task Memory_OfManyClientsThatDoNotRead_IsSharedAndBounded(string path)
    {
        const int Count = 64;
        await StartAsync(Large);
        using var first = await OpenUnreadAsync(path, "sdk");
        await ReadToAsync(first, "xxxx"); // by then there is what all share
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var slow = new List<Socket>();
        for (var number = 0; number < Count; number++)
        {
            slow.Add(await OpenUnreadAsync(path, "sdk"));
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        // One after the other would be 256 MiB.
        grown.ShouldBeLessThan(Count * 56L * 1024);
        foreach (var socket in slow)
        {
            await ShouldBeCutOffAsync(socket);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(ServedTable.Patience);
        foreach (var server in new[] { _server, _patient })
        {
            await server.StopAsync(limit.Token);
            server.Dispose();
        }

        await _service.DisposeAsync();
    }

    private async Task StartAsync(string value)
    {
        await _store.InitAsync(DataOf(1, value), Cancellation);
        await _client.RefreshAsync(Cancellation);
        await _server.StartAsync(Cancellation);
        await _patient.StartAsync(Cancellation);
    }

    private async Task PutAsync(long version, string value)
    {
        await _store.UpsertAsync(DataKind.Features, "a", ItemOf(version, value), Cancellation);
        await _client.RefreshAsync(Cancellation);
    }

    private static FlagDataSet DataOf(long version, string value) => new(
        new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
        new KindItems(DataKind.Features, new Dictionary<string, VersionedItem> { ["a"] = ItemOf(version, value) }));

    private static VersionedItem ItemOf(long version, string value) => FlagItemJson.Read("a", Encoding.UTF8.GetBytes(
        $$$"""
        {"key":"a","version":{{{version}}},"on":true,"variations":["{{{value}}}"],"fallthrough":{"variation":0},"salt":"s",
        "clientSideAvailability":{"usingEnvironmentId":true,"usingMobileKey":true}}
        """.ReplaceLineEndings("")));

    private static async Task<string> RequestEventsAsync(HttpClient http)
    {
        var answer = await http.FetchAsync(Requests.Ofrep("", """{"context":{"targetingKey":"u"}}""", "ofrep"));
        return answer.Body.GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString()!;
    }

    // Waits until the server answers, and takes no more of it.
    private async Task<Socket> OpenUnreadAsync(string path, string? key, FlagServer? server = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri((server ?? _server).Addresses.Single()).Authority), Cancellation);
        var authorization = key is null ? "" : $"Authorization: {key}\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n{authorization}\r\n"), Cancellation);
        var start = new byte[12];
        await socket.ReceiveAsync(start, Cancellation);
        Encoding.ASCII.GetString(start).ShouldBe("HTTP/1.1 200");
        return socket;
    }

    private static async Task ReadToAsync(Socket socket, string text)
    {
        var read = new StringBuilder();
        var part = new byte[256];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var length = await socket.ReceiveAsync(part, Cancellation);
            length.ShouldBeGreaterThan(0);
            read.Append(Encoding.ASCII.GetString(part, 0, length));
        }
    }

    // A connection that is cut off is reset: what waits for its client is thrown away.
    private static async Task ShouldBeCutOffAsync(Socket socket, TimeSpan? within = null) =>
        (await Task.Run(() => socket.Poll(within ?? ServedTable.Patience, SelectMode.SelectError), Cancellation)).ShouldBeTrue();
}
