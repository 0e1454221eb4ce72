using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Tls;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

public sealed class Http2Tests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task Tls_ManyStreamsOfOneBrowser_ShareAConnection()
    {
        await using var service = CreateService();
        using var certificate = Certificate();
        using var server = await StartAsync(service, certificate, maxConnections: 20_000);
        var connections = 0;
        using var http = ClientOf(server, () => connections++);
        var streams = new List<OpenStream>();
        for (var tab = 0; tab < 10; tab++)
        {
            streams.Add(await OpenStream.OpenAsync(http, Requests.Sdk("/all", "sdk")));
        }

        var large = $$$"""{"context":{"targetingKey":"u","x":"{{{new string('x', 300_000)}}}"}}""";
        using var evaluated = await http.SendAsync(Requests.Ofrep("", large, "sdk"), Cancellation);

        evaluated.StatusCode.ShouldBe(HttpStatusCode.OK, "the six connections of a browser are not used up");
        evaluated.Version.ShouldBe(HttpVersion.Version20);
        connections.ShouldBe(1);
        foreach (var stream in streams)
        {
            (await stream.NextAsync())!.Value.Name.ShouldBe("put");
            stream.Dispose();
        }

        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Requests_MoreThanConnectionsAreAllowed_AreRefusedForNow()
    {
        await using var service = CreateService();
        using var certificate = Certificate();
        using var server = await StartAsync(service, certificate, maxConnections: 3);
        using var http = ClientOf(server, () => { });
        var streams = new List<OpenStream>();
        for (var number = 0; number < 3; number++)
        {
            streams.Add(await OpenStream.OpenAsync(http, Requests.Sdk("/all", "sdk")));
        }

        using var refused = await http.GetAsync("/health", Cancellation);
        streams[0].Dispose();

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        await Eventually.IsSoAsync(async () => (await http.GetAsync("/health", Cancellation)).IsSuccessStatusCode, Cancellation);
        streams.ForEach(stream => stream.Dispose());
        await server.StopAsync(Cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private TlsCertificate Certificate()
    {
        TestCertificate.Write(_folder["tls.crt"], _folder["tls.key"]).Dispose();
        return new TlsCertificate(_folder["tls.crt"], _folder["tls.key"]);
    }

    private static async Task<FlagServer> StartAsync(FlagService service, TlsCertificate certificate, int maxConnections)
    {
        var server = new FlagServer(service, new FlagServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = certificate,
            MaxConnections = maxConnections,
        });
        await server.StartAsync(Cancellation);
        return server;
    }

    private static FlagService CreateService()
    {
        var store = new MemoryFlagStore();
        return new([new FlagEnvironmentOptions { Name = "test", Client = new FlagClient(store), SdkKeys = ["sdk"] }]);
    }

    private HttpClient ClientOf(FlagServer server, Action onConnect)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                onConnect();
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(_folder["tls.crt"]));
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(new AsBrowsers(handler)) { BaseAddress = new Uri(server.Addresses.Single()) };
    }

    // HTTP/2 where the server negotiates it.
    private sealed class AsBrowsers(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
