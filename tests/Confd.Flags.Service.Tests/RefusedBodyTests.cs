using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Admission;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Receiving;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

/// <summary>Bodies that are not taken are answered in the form of each endpoint, so that pages of other origins can read why.</summary>
public sealed class RefusedBodyTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly BodyBudget _budget;
    private readonly FlagService _service;
    private readonly FlagServer _server;

    public RefusedBodyTests()
    {
        _budget = new BodyBudget(_clock);
        var client = new FlagClient(new MemoryFlagStore(), new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        var environment = new FlagEnvironmentOptions { Name = "test", Client = client, OfrepKeys = ["ofrep"], EnvironmentId = "browser" };
        var options = new FlagServiceOptions { BodyBudget = _budget, Events = new SlowReceiver(), Logger = _log };
        _service = new FlagService([environment], options);
        _server = new FlagServer(_service, new FlagServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(Cancellation);
        _server.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", "{\"errorCode\":\"GENERAL\",\"errorDetails\":\"the body came too slowly\"}")]
    [InlineData("REPORT", "/sdk/evalx/browser/context", "{\"message\":\"the body came too slowly\"}")]
    public async Task Body_TooSlow_IsRefusedInTheFormOfTheEndpoint(string method, string path, string body)
    {
        using var socket = await BeginAsync(method, path, length: 100);
        await _clock.WaitForTimersAsync(1, Cancellation);

        _clock.Advance(BodyBudget.Time);

        var answer = await ReadToAsync(socket, "}");
        answer.ShouldStartWith("HTTP/1.1 408");
        answer.ShouldContain("Access-Control-Allow-Origin: *");
        answer.ShouldContain("Connection: close");
        answer.ShouldEndWith(body);
    }

    [Theory]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", "gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", "Identity", HttpStatusCode.ServiceUnavailable)]
    [InlineData("REPORT", "/sdk/evalx/browser/context", "gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("REPORT", "/eval/browser", "br", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_Encoded_IsRefusedWhereNoneIsDecoded(string method, string path, string encoding, HttpStatusCode status)
    {
        await _server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(_server.Addresses.Single()) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent("""{"context":{"targetingKey":"u"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer ofrep");
        request.Content.Headers.ContentEncoding.Add(encoding);

        using var answer = await http.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("Content-Encoding is not supported here", StringComparison.Ordinal)
            .ShouldBe(status == HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", "{\"errorCode\":\"GENERAL\",\"errorDetails\":\"the body cannot be read\"}")]
    [InlineData("REPORT", "/sdk/evalx/browser/context", "{\"message\":\"the body cannot be read\"}")]
    [InlineData("POST", "/events/bulk/browser", "{\"message\":\"the body cannot be read\"}")]
    public async Task Body_Malformed_IsBadRequest(string method, string path, string body)
    {
        using var socket = await BeginAsync(method, path, length: null);
        await socket.SendAsync("ffffffffffffffff1\r\n"u8.ToArray(), Cancellation);

        var answer = await ReadToAsync(socket, "}");

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("Connection: close");
        answer.ShouldEndWith(body);
        _log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", "\"errorCode\":\"GENERAL\"")]
    [InlineData("REPORT", "/sdk/evalx/browser/context", "\"message\"")]
    [InlineData("POST", "/events/bulk/browser", "\"message\"")]
    public async Task Body_BudgetExceeded_IsRefusedInTheFormOfTheEndpoint(string method, string path, string body)
    {
        await _server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(_server.Addresses.Single()) };
        _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue();
        using var request = Requests.Sdk(path, "Bearer ofrep", method, new string(' ', 4 * BodyBudget.SmallBytes));
        request.Headers.Add("Origin", "https://app.example.com");

        using var answer = await http.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain(body);
    }

    [Fact]
    public async Task Request_InternalCancellation_IsAServerError()
    {
        await _server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(_server.Addresses.Single()) };

        (await http.FetchAsync(Requests.Sdk("/events/bulk/browser", key: null, "POST", "[]"))).Status.ShouldBe(500);

        _log.Count("A request for Events failed").ShouldBe(1);
    }

    private async Task<Socket> BeginAsync(string method, string path, int? length)
    {
        await _server.StartAsync(Cancellation);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(_server.Addresses.Single()).Authority), Cancellation);
        var headers = $"""
            {method} {path} HTTP/1.1
            Host: x
            Origin: https://app.example.com
            Authorization: Bearer ofrep
            Content-Type: application/json
            {(length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}


            """;
        await socket.SendAsync(Encoding.ASCII.GetBytes(headers.ReplaceLineEndings("\r\n")), Cancellation);
        return socket;
    }

    private static async Task<string> ReadToAsync(Socket socket, string end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(ServedTable.Patience);
        var (answer, part) = (new StringBuilder(), new byte[1024]);
        while (!answer.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var length = await socket.ReceiveAsync(part, patience.Token);
            length.ShouldBeGreaterThan(0, answer.ToString());
            answer.Append(Encoding.ASCII.GetString(part, 0, length));
        }

        return answer.ToString();
    }

    // As clients of a service do whose time is over.
    private sealed class SlowReceiver : IEventReceiver
    {
        public bool TryAccept(ReceivedEvents events) => throw new TaskCanceledException();
    }
}
