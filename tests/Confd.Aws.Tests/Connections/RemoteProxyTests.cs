using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Util;
using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

/// <summary>The proxy of the process is for these addresses alone, so that tests beside these notice nothing of it.</summary>
public sealed class RemoteProxyTests : IWebProxy, IDisposable
{
    private const string Loopback = "127.0.0.77";

    private static readonly Uri Address = new("http://127.0.0.1:1");

    private readonly IWebProxy _before = HttpClient.DefaultProxy;
    private int _asked;

    public RemoteProxyTests() => HttpClient.DefaultProxy = this;

    public ICredentials? Credentials { get; set; } = new NetworkCredential("user", "password");

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Address;

    public bool IsBypassed(Uri host)
    {
        var isMeant = host.Host is Loopback or "169.254.170.2" or "credentials.test.example";
        _asked += isMeant ? 1 : 0;
        return !isMeant;
    }

    public void Dispose() => HttpClient.DefaultProxy = _before;

    [Fact]
    public async Task CreateDirect_LocalService_BypassesTheProxyOfTheProcess()
    {
        using var service = new TcpListener(IPAddress.Parse(Loopback), 0);
        service.Start();
        using var client = new SdkHttpClients(_ => null).CreateDirect(TimeSpan.FromSeconds(30));
        var answer = client.GetStringAsync(new Uri($"http://{service.LocalEndpoint}/credentials"), Cancellation);

        using var connection = await service.AcceptTcpClientAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"u8.ToArray(), Cancellation);

        (await answer).ShouldBe("OK");
        _asked.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_MetadataServiceOfTheSdk_BypassesTheProxyOfTheProcess()
    {
        var options = new AwsConnectionOptions { Region = "eu-west-1", Credentials = new AnonymousAWSCredentials() };

        await AwsConnection.ConnectAsync(options, hasEndpoint: false, budget: null, TimeProvider.System, Cancellation);

        EC2InstanceMetadata.Proxy.ShouldBeOfType<RemoteProxy>();
    }

    [Theory]
    [InlineData("http://169.254.170.2/v2/credentials", false)]
    [InlineData("https://127.0.0.77/credentials", false)]
    [InlineData("http://credentials.test.example/", false)]
    [InlineData("https://credentials.test.example/", true)]
    [InlineData("https://other.test.example/", false)]
    public void GetProxy_Address_IsThatOfTheProcessOnlyForRemoteTlsHosts(string destination, bool isProxied)
    {
        var proxy = new RemoteProxy();

        proxy.GetProxy(new Uri(destination)).ShouldBe(isProxied ? Address : null);
        proxy.IsBypassed(new Uri(destination)).ShouldBe(!isProxied);
        proxy.Credentials.ShouldBe(Credentials);
    }
}
