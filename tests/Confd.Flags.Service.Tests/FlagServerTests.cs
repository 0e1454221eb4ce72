using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Tls;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests;

public sealed class FlagServerTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task Tls_CertificateReplaced_IsUsedForNewConnections()
    {
        using var first = TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]);
        using var certificate = new TlsCertificate(_folder["tls.crt"], _folder["tls.key"]);
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { Certificate = certificate });
        await server.StartAsync(Cancellation);

        (await IsTrustedAsync(server, first)).ShouldBeTrue();
        using var second = TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]);
        certificate.Reload();
        (await IsTrustedAsync(server, first)).ShouldBeFalse();
        (await IsTrustedAsync(server, second)).ShouldBeTrue();
        File.WriteAllText(_folder["tls.key"], "not yet written");
        certificate.Reload();
        (await IsTrustedAsync(server, second)).ShouldBeTrue("a pair that does not fit leaves the one before");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Tls_Request_IsSecureForPages()
    {
        using var written = TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]);
        using var certificate = new TlsCertificate(_folder["tls.crt"], _folder["tls.key"]);
        var secure = new TaskCompletionSource<bool>();
        await using var service = new FlagService([], new FlagServiceOptions
        {
            Pages = context =>
            {
                secure.TrySetResult(context.Request.IsHttps);
                return ValueTask.FromResult(false);
            },
        });
        using var server = new FlagServer(service, OnLoopback() with { Certificate = certificate });
        await server.StartAsync(Cancellation);

        (await IsTrustedAsync(server, written)).ShouldBeTrue();

        (await secure.Task.WaitAsync(Cancellation)).ShouldBeTrue();
        server.Addresses.ShouldHaveSingleItem().ShouldStartWith("https://127.0.0.1:");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Tls_PlainRequest_IsAborted()
    {
        using var written = TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]);
        using var certificate = new TlsCertificate(_folder["tls.crt"], _folder["tls.key"]);
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { Certificate = certificate });
        await server.StartAsync(Cancellation);
        using var http = new HttpClient();

        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri(AddressOf(server, "http") + "/health"), Cancellation));

        await server.StopAsync(Cancellation);
    }

    [Fact]
    public void Tls_KeyOfAnotherCertificate_IsRefused()
    {
        using var one = TestCertificate.Write(_folder["a.crt"], _folder["a.key"]);
        using var other = TestCertificate.Write(_folder["b.crt"], _folder["b.key"]);

        Should.Throw<CryptographicException>(() => new TlsCertificate(_folder["a.crt"], _folder["b.key"]));
    }

    [Fact]
    public async Task Tls_PipeInPlaceOfTheKey_KeepsTheCurrentCertificate()
    {
        using var written = TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]);
        var log = new RecordedLog();
        using var certificate = new TlsCertificate(_folder["tls.crt"], _folder["tls.key"], logger: log);
        File.Delete(_folder["tls.key"]);
        var pipe = NamedPipe.Make(_folder["tls.key"]);

        await NamedPipe.WithoutWaitingAsync(() =>
        {
            certificate.Reload();
            return true;
        });

        log.Lines.ShouldHaveSingleItem().ShouldEndWith(
            $"the one before stays in use: open {pipe}: it is a device, a pipe or a socket, not a file");
        certificate.Current.TargetCertificate.Thumbprint.ShouldBe(written.Thumbprint);
        (await Should.ThrowAsync<IOException>(() => NamedPipe.WithoutWaitingAsync(() => new TlsCertificate(_folder["tls.crt"], pipe))))
            .Message.ShouldEndWith("not a file");
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/status")]
    [InlineData("/page")]
    [InlineData("/all")]
    public async Task Connect_OnAnyPath_IsRefused(string path)
    {
        await using var service = new FlagService([], new FlagServiceOptions
        {
            Pages = async context =>
            {
                await context.Response.WriteAsync("a page", Cancellation);
                return true;
            },
        });
        using var server = new FlagServer(service, OnLoopback());
        await server.StartAsync(Cancellation);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(AddressOf(server, "http")).Port, Cancellation);
        using var reader = new StreamReader(client.GetStream());

        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"CONNECT {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Cancellation);

        (await reader.ReadLineAsync(Cancellation)).ShouldStartWith("HTTP/1.1 405 ");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task UnixSocket_Request_IsServed()
    {
        await using var service = CreateService();
        using var server = new FlagServer(service, new FlagServerOptions { UnixSocket = _folder["serve.sock"] });
        await server.StartAsync(Cancellation);
        using var http = ClientOf(_folder["serve.sock"]);

        (await http.GetStringAsync(new Uri("http://confd/health"), Cancellation)).ShouldBe("ok");

        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task UnixSocket_WithAMode_HasIt()
    {
        const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;
        await using var service = CreateService();
        var options = new FlagServerOptions { UnixSocket = _folder["serve.sock"], UnixSocketMode = Everybody };
        using var server = new FlagServer(service, options);

        await server.StartAsync(Cancellation);

        new FileInfo(_folder["serve.sock"]).UnixFileMode.ShouldBe(Everybody);
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task UnixSocket_LeftOverFromARunThatWasKilled_IsReplaced()
    {
        // Bound and not listening, as of a process that is no more; disposing it would take the file away.
        using var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        left.Bind(new UnixDomainSocketEndPoint(_folder["serve.sock"]));
        await using var service = CreateService();
        using var server = new FlagServer(service, new FlagServerOptions { UnixSocket = _folder["serve.sock"] });

        await server.StartAsync(Cancellation);

        using var http = ClientOf(_folder["serve.sock"]);
        (await http.GetStringAsync(new Uri("http://confd/health"), Cancellation)).ShouldBe("ok");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Connections_MoreThanAllowed_AreClosed()
    {
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { MaxConnections = 1 });
        await server.StartAsync(Cancellation);
        using var first = await OpenAsync(server, "GET /mping HTTP/1.1\r\nHost: x\r\nAuthorization: mob\r\n\r\n");
        await first.ReceiveAsync(new byte[64], Cancellation);
        using var second = await OpenAsync(server, "");

        (await IsClosedAsync(second)).ShouldBeTrue();

        await server.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /health HTTP/1.1\r\nHost:")]
    public async Task Connections_WithoutARequest_AreClosedInFavourOfOthers(string sent)
    {
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { MaxConnections = 3, Clock = new FakeTimeProvider() });
        await server.StartAsync(Cancellation);
        using var stream = await OpenAsync(server, "GET /mping HTTP/1.1\r\nHost: x\r\nAuthorization: mob\r\n\r\n");
        await stream.ReceiveAsync(new byte[4096], Cancellation);
        using var older = await OpenAsync(server, sent);
        using var newer = await OpenAsync(server, sent);

        using var asking = await OpenAsync(server, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");

        (await asking.ReceiveAsync(new byte[4096], Cancellation)).ShouldBeGreaterThan(0);
        (await IsClosedAsync(older)).ShouldBeTrue();
        HasEnded(stream).ShouldBeFalse("a stream is a request under way");
        HasEnded(newer).ShouldBeFalse("one place was needed");

        newer.Dispose();
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Connections_ManySilentOnes_DoNotBlockOthers()
    {
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { MaxConnections = 4, Clock = new FakeTimeProvider() });
        await server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.Single()) };
        var silent = new List<Socket>();
        for (var round = 0; round < 10; round++)
        {
            for (var number = 0; number < 8; number++)
            {
                silent.Add(await OpenAsync(server, ""));
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { ConnectionClose = true } };
            using var answer = await http.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        silent.ForEach(socket => socket.Dispose());
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Connections_Silent_AreClosedSoon()
    {
        var clock = new FakeTimeProvider();
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { Clock = clock });
        await server.StartAsync(Cancellation);
        using var silent = await OpenAsync(server, "");
        const string Question = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
        using var asking = await OpenAsync(server, Question);
        await asking.ReceiveAsync(new byte[4096], Cancellation);

        var closed = silent.ReceiveAsync(new byte[1], Cancellation).AsTask();
        await Eventually.AfterAsync(clock, closed, Cancellation);

        (await closed).ShouldBe(0);
        await asking.SendAsync(Encoding.ASCII.GetBytes(Question), Cancellation);
        (await asking.ReceiveAsync(new byte[4096], Cancellation)).ShouldBeGreaterThan(0, "what was asked on stays");
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Stop_SilentConnections_DoesNotWaitForThem()
    {
        await using var service = CreateService();
        using var server = new FlagServer(service, OnLoopback() with { Clock = new FakeTimeProvider() });
        await server.StartAsync(Cancellation);
        using var silent = await OpenAsync(server, "");
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri(server.Addresses.Single() + "/health"), Cancellation);

        await server.StopAsync(Cancellation);

        (await silent.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Requests_BeforeTheFirstRead_AreServiceUnavailable()
    {
        await using var client = new FlagClient(
            new MemoryFlagStore(), new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        await using var service = new FlagService([Environment(client)]);
        using var server = new FlagServer(service, OnLoopback());
        await server.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(server.Addresses.Single()) };

        (await http.FetchAsync(Requests.Sdk("/sdk/latest-all", "sdk"))).Status.ShouldBe(503);
        (await http.FetchAsync(Requests.Ofrep("/a", """{"context":{"targetingKey":"u"}}""", "sdk"))).Status.ShouldBe(503);
        using var ready = await http.GetAsync("/ready", Cancellation);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        using var stream = await OpenStream.OpenAsync(http, Requests.Sdk("/all", "sdk"));
        await client.RefreshAsync(Cancellation);
        (await stream.NextAsync()).ShouldBe(("put", """{"path":"/","data":{"flags":{},"segments":{}}}"""));

        await server.StopAsync(Cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private static FlagServerOptions OnLoopback() => new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    private static FlagService CreateService() => new([Environment(new FlagClient(new MemoryFlagStore()))]);

    private static FlagEnvironmentOptions Environment(FlagClient client) => new()
    {
        Name = "test",
        Client = client,
        SdkKeys = ["sdk"],
        MobileKeys = ["mob"],
    };

    // Whether the server is believed by who trusts that one certificate only.
    private static async Task<bool> IsTrustedAsync(FlagServer server, X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        using var http = new HttpClient(handler);
        try
        {
            return await http.GetStringAsync(new Uri(AddressOf(server, "https") + "/health"), Cancellation) == "ok";
        }
        catch (HttpRequestException refused) when (refused.InnerException is AuthenticationException)
        {
            return false;
        }
    }

    private static string AddressOf(FlagServer server, string scheme) => $"{scheme}://{new Uri(server.Addresses.Single()).Authority}";

    private static HttpClient ClientOf(string unixSocket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(unixSocket), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static bool HasEnded(Socket socket) => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0;

    // What was sent and not read makes a reset of it.
    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], Cancellation) == 0;
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<Socket> OpenAsync(FlagServer server, string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(server.Addresses.Single()).Authority), Cancellation);
        if (request.Length > 0)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        }

        return socket;
    }
}
