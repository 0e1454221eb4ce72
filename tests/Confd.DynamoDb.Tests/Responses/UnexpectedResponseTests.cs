using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Responses;

/// <summary>Other servers at DynamoDB's address: load balancers, portals, proxies.</summary>
public sealed class UnexpectedResponseTests
{
    [Theory]
    [InlineData(403, CannedResponse.Page, "status 403 and a web page (HTML)", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(413, "<html>too large</html>", "status 413 and a web page (HTML)", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(404, "{}", "status 404 and JSON of another kind", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(400, "[1", "status 400 and broken JSON", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(407, "proxy hunter2", "status 407 and plain text", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(403, "", "status 403 and an empty body", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(401, "<?xml version='1.0'?><e/>", "status 401 and XML or HTML", DynamoDbFailure.UnexpectedResponse)]
    [InlineData(502, "\u0001\u0002\u0000", "status 502 and binary data", DynamoDbFailure.ServerError)]
    [InlineData(502, CannedResponse.Page, "status 502 and a web page (HTML)", DynamoDbFailure.ServerError)]
    [InlineData(503, "", "status 503 and an empty body", DynamoDbFailure.ServerError)]
    [InlineData(504, "{}", "status 504 and JSON of another kind", DynamoDbFailure.ServerError)]
    [InlineData(429, CannedResponse.Page, "status 429 and a web page (HTML)", DynamoDbFailure.Throttled)]
    public async Task Read_ErrorIsNotDynamoDbs_NamesStatusAddressAndKind(int status, string body, string says, DynamoDbFailure failure)
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 3 });
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.With(status, "text/html", body), times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/app"], Cancellation));

        failed.Failure.ShouldBe(failure);
        failed.Attempts.ShouldBe(failure == DynamoDbFailure.UnexpectedResponse ? 1 : 3);
        failed.Message.ShouldStartWith(
            $"BatchGetItem of table {table.Name} failed: {table.Proxy.Url} answered with {says}, not as DynamoDB");
        failed.Message.ShouldNotContain("hunter2");
        failed.Message.ShouldNotContain("IAM");
        failed.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(301, "https://portal.example.com/login?session=hunter2", "https://portal.example.com/login")]
    [InlineData(302, "http://user:hunter2@portal.example.com:8080/login#hunter2", "http://portal.example.com:8080/login")]
    [InlineData(307, "/elsewhere?hunter2", "/elsewhere")]
    public async Task Read_Redirect_NamesItsTargetAndIsNotFollowed(int status, string location, string target)
    {
        await using var table = await TestTable.CreateAsync();
        table.Proxy.EnqueueResponse(
            "DescribeTable", CannedResponse.With(status, "text/html", CannedResponse.Page, ("Location", location)), times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.OpenAsync());

        failed.Failure.ShouldBe(DynamoDbFailure.UnexpectedResponse);
        failed.Message.ShouldStartWith(
            $"failed to describe table {table.Name}: {table.Proxy.Url} answered with status {status} and a redirect to "
            + $"{target}, not as DynamoDB");
        failed.Message.ShouldNotContain("hunter2");
        table.Proxy.TotalRequests.ShouldBe(1);
    }

    [Fact]
    public async Task Read_ErrorOfDynamoDb_IsStillRead()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        table.Proxy.EnqueueResponse("Scan", CannedResponse.Error(400, "ValidationException", "not like that"));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/app"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.InvalidRequest);
        failed.Message.ShouldContain("failed: ValidationException: not like that");
    }

    [Fact]
    public async Task Open_CertificateIsRefused_IsNotRetried()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();

        var failed = await Should.ThrowAsync<DynamoDbException>(
            () => OpenAsync($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        failed.Failure.ShouldBe(DynamoDbFailure.Untrusted);
        failed.Attempts.ShouldBe(1);
        failed.Message.ShouldContain("certificate");
        failed.Message.ShouldContain("SSL_CERT_FILE");
        await serving;

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(Cancellation);
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(certificate);
                await stream.ReadExactlyAsync(new byte[1], Cancellation);
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Fact]
    public async Task Open_ServerDoesNotSpeakTls_IsNotRetried()
    {
        await using var table = await TestTable.CreateAsync();

        var url = table.Proxy.Url.Replace("http:", "https:", StringComparison.Ordinal);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => OpenAsync(url));

        failed.Failure.ShouldBe(DynamoDbFailure.Untrusted);
        failed.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Open_EndpointIsSilent_EndsAtTheTimeout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new FakeTimeProvider();
        var opening = OpenAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", clock);
        using var silent = await listener.AcceptTcpClientAsync(Cancellation);

        clock.Advance(TimeSpan.FromSeconds(2));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opening);
        failed.Failure.ShouldBe(DynamoDbFailure.TimedOut);
        failed.Message.ShouldContain("context deadline exceeded; last error no answer in time (operation DescribeTable, 1 attempt)");
    }

    // On a clock that stands still, so that no handshake is late; the client retries a few times.
    private static Task<KeyValueTable> OpenAsync(string endpoint, FakeTimeProvider? clock = null)
    {
        var options = new KeyValueTableOptions
        {
            Connection = new DynamoConnectionOptions
            {
                Endpoint = new Uri(endpoint),
                Region = "us-east-1",
                Credentials = TestTable.TestCredentials,
            },
            Retry = new DynamoRetryOptions
            {
                MaxAttempts = 3,
                BaseDelay = TimeSpan.Zero,
                Budget = TimeSpan.FromSeconds(2),
                AttemptTimeout = TimeSpan.FromSeconds(10),
            },
            Clock = clock ?? new FakeTimeProvider(),
        };
        return KeyValueTable.OpenAsync("t", options, Cancellation);
    }
}
