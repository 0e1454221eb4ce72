using System.Net;
using Confd.Cli.Http;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Http;

/// <summary>How a server of the program handles malicious clients.</summary>
public sealed class HttpServerTests : IAsyncLifetime
{
    private RunningOperationServer _running = null!;

    private IPEndPoint Server => _running.Server.EndPoint!;

    public async ValueTask InitializeAsync() => _running = await RunningOperationServer.StartAsync(new FakeTimeProvider(), Cancellation);

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Connections_MoreSilentOnesThanSlots_RequestsAreServedAndTheOldestIsClosed()
    {
        var most = HttpServer.MaxConnections;
        var silent = await RawHttp.OpenSilentAsync(Server, (3 * most) + 5, Cancellation);
        try
        {
            (await _running.Client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
            most.ShouldBeLessThanOrEqualTo(128);
            foreach (var first in silent.Take(2 * most))
            {
                (await RawHttp.IsEndedAsync(first, Cancellation)).ShouldBeTrue();
            }
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Connections_AllStreamsAndPartialRequests_RequestsAreStillServed()
    {
        var most = HttpServer.MaxConnections;
        var open = await RawHttp.OpenSilentAsync(Server, most, Cancellation);
        try
        {
            for (var number = 0; number < most; number++)
            {
                var start = number % 2 == 0 ? "GET /status/events HTTP/1.1\r\nHost: localhost\r\n\r\n" : "GET / HTTP/1.1\r\nHost: local";
                await open[number].SendAsync(System.Text.Encoding.ASCII.GetBytes(start), Cancellation);
            }

            (await _running.Client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
        }
        finally
        {
            open.ForEach(socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    [InlineData("/")]
    public async Task Connect_OnAnyPath_IsRefused(string path) =>
        (await RawHttp.AskAsync(Server, $"CONNECT {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", Cancellation))
            .ShouldStartWith("HTTP/1.1 405 ");

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("attacker.example:9100")]
    [InlineData("localhost.attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("confd.example.com.attacker.example")]
    [InlineData("below.confd.example.com")]
    public async Task Host_AnotherName_IsRefusedOnEveryPath(string host)
    {
        string[] paths = ["/", "/status.json", "/status/events", "/metrics", "/ready", "/ready/detailed", "/health", "/nothing"];
        foreach (var path in paths)
        {
            var answer = await RawHttp.AskAsync(Server, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", Cancellation);

            answer.ShouldStartWith("HTTP/1.1 421 ");
            answer.ShouldContain("--metrics-host");
            answer.ShouldNotContain(host);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3:9100")]
    [InlineData("[::1]:9100")]
    [InlineData("[fe80::1]")]
    [InlineData("LOCALHOST:80")]
    [InlineData("localhost.")]
    [InlineData("confd.example.com")]
    [InlineData("CONFD.example.com.:8443")]
    public async Task Host_AddressLocalhostOrAllowedName_IsServed(string host) =>
        (await RawHttp.AskAsync(Server, $"GET /status.json HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", Cancellation))
            .ShouldStartWith("HTTP/1.1 200 OK");

    [Fact]
    public async Task Host_RefusedTwice_IsLoggedOnceWithTheOption()
    {
        foreach (var _ in new[] { 1, 2 })
        {
            await RawHttp.AskAsync(Server, "GET / HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n", Cancellation);
        }

        _running.Host.Output.Split('\n')
            .Count(line => line.Contains("WARN A request for another host name was refused", StringComparison.Ordinal))
            .ShouldBe(1);
        _running.Host.Output.ShouldNotContain("attacker");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET http://attacker.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: loc alhost\r\n\r\n", "400")]
    [InlineData("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc", "400")]
    [InlineData("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", "400")]
    [InlineData("GET /he\0alth HTTP/1.1\r\nHost: localhost\r\n\r\n", "400")]
    [InlineData("\r\nnonsense\r\n\r\n", "400")]
    public async Task Request_Malformed_IsRefusedAndTheConnectionCloses(string request, string status) =>
        (await RawHttp.AskAsync(Server, request, Cancellation)).ShouldStartWith($"HTTP/1.1 {status} ");

    [Fact]
    public async Task Request_BothLengths_NothingIsSmuggled()
    {
        const string Smuggled = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var request = "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + Smuggled;

        var answer = await RawHttp.AskAsync(Server, request, Cancellation);

        answer.ShouldNotContain("process_open_fds");
        answer.ShouldContain("Connection: close");
    }

    [Fact]
    public async Task Request_HeadersAboveTheLimit_Are431()
    {
        (await RawHttp.AskAsync(Server, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 20_000)}\r\n\r\n", Cancellation))
            .ShouldStartWith("HTTP/1.1 431 ");
        var many = string.Concat(Enumerable.Range(0, 100).Select(number => $"X-{number}: y\r\n"));
        (await RawHttp.AskAsync(Server, $"GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n", Cancellation)).ShouldStartWith("HTTP/1.1 431 ");
        (await RawHttp.AskAsync(Server, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", Cancellation))
            .ShouldStartWith("HTTP/1.1 414 ");
    }

    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/ready", HttpStatusCode.OK)]
    [InlineData("/ready/detailed", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/status.json", HttpStatusCode.OK)]
    [InlineData("/%3Cscript%3E", HttpStatusCode.NotFound)]
    public async Task Response_AnyPath_CannotBeSniffedFramedOrReadByOtherSites(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://attacker.example" } } };
        using var response = await _running.Client.SendAsync(request, Cancellation);

        response.StatusCode.ShouldBe(status);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        response.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("<script>");
    }
}
