using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Aws;
using Confd.Backends.Aws.Metadata;
using Confd.TestSupport;

namespace Confd.Backends.Aws.Tests;

public sealed class ImdsBackendTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private ImdsStandIn? _service;

    private ImdsStandIn Service => _service!;

    public async ValueTask InitializeAsync()
    {
        _service = await ImdsStandIn.StartAsync();
        Service.Values["meta-data/placement/region"] = "eu-central-1";
        Service.Values["meta-data/iam/security-credentials/web"] = "{\n  \"Code\" : \"Success\"\n}";
        Service.Values["meta-data/tags/instance/Name"] = "web 1";
        Service.Values["dynamic/instance-identity/document"] = "{\n  \"region\" : \"eu-central-1\"\n}";
        Service.Values["user-data"] = "#!/bin/sh\necho hi\n";
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    [Fact]
    public async Task Read_Root_GivesAllMetadataUnderItsNames() => (await ReadAsync("/")).ShouldBe(
        new Dictionary<string, string>
        {
            ["/meta-data/ami-id"] = "ami-1",
            ["/meta-data/placement/region"] = "eu-central-1",
            ["/meta-data/iam/security-credentials/web"] = "{\n  \"Code\" : \"Success\"\n}",
            ["/meta-data/tags/instance/Name"] = "web 1",
        },
        ignoreOrder: true);

    [Theory]
    [InlineData("/dynamic/instance-identity/document", "{\n  \"region\" : \"eu-central-1\"\n}")]
    [InlineData("/user-data", "#!/bin/sh\necho hi\n")]
    [InlineData("/latest/user-data", "#!/bin/sh\necho hi\n")]
    [InlineData("/latest/meta-data/ami-id", "ami-1")]
    [InlineData("/ami-id", "ami-1")]
    [InlineData("/meta-data/tags/instance/Name", "web 1")]
    public async Task Read_OneValue_IsUnderTheRequestedKey(string key, string value) =>
        (await ReadAsync(key)).ShouldBe(new Dictionary<string, string> { [key] = value });

    [Theory]
    [InlineData("/placement", "/placement/region")]
    [InlineData("/meta-data/placement", "/meta-data/placement/region")]
    [InlineData("/placement/*", "/placement/region")]
    [InlineData("/dynamic", "/dynamic/instance-identity/document")]
    public async Task Read_Folder_GivesWhatIsBelowIt(string key, string found) => (await ReadAsync(key)).Keys.ShouldBe([found]);

    [Fact]
    public void Parse_PublicKeys_AreFoldersNamedByTheirNumbers() =>
        MetadataListing.Parse("meta-data/public-keys/", "0=my-key\n1=other"u8.ToArray()).ShouldBe(["0/", "1/"]);

    [Fact]
    public async Task Read_TokenWasRevoked_RequestsANewOne()
    {
        await using var backend = await OpenAsync();
        Service.ForgetTokens();

        (await ReadAsync(backend, "/ami-id")).Count.ShouldBe(1);

        Service.TokensGiven.ShouldBe(2);
    }

    [Fact]
    public async Task Read_TokenIsOld_RequestsANewOneBeforeItExpires()
    {
        await using var backend = await OpenAsync();
        await ReadAsync(backend, "/ami-id");
        Service.TokensGiven.ShouldBe(1);

        _clock.Advance(TimeSpan.FromHours(5));
        await ReadAsync(backend, "/ami-id");

        Service.TokensGiven.ShouldBe(2);
    }

    [Fact]
    public async Task Read_WithinTheLifetime_ReadsOnce()
    {
        await using var backend = await OpenAsync();
        await ReadAsync(backend, "/placement", "/none");
        var asked = Service.Requests.Count;

        _clock.Advance(TimeSpan.FromSeconds(59));
        await ReadAsync(backend, "/placement", "/none");
        Service.Requests.Count.ShouldBe(asked);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Service.Values["meta-data/placement/region"] = "us-east-1";
        (await ReadAsync(backend, "/placement"))["/placement/region"].ShouldBe("us-east-1");
    }

    [Fact]
    public async Task Read_ServiceFails_FailsInsteadOfEmptyingFiles()
    {
        await using var backend = await OpenAsync();
        Service.Status = 500;

        var failed = await Should.ThrowAsync<KeyBackendException>(() => ReadAsync(backend, "/ami-id"));

        failed.Message.ShouldContain("GET /latest/meta-data/");
        failed.Message.ShouldContain("status 500");
        (await backend.CheckHealthAsync(Cancellation)).Message.ShouldStartWith("IMDS health check failed: IMDS unavailable: ");
    }

    [Fact]
    public async Task Read_ServiceWithoutTokens_ReadsWithoutATokenAndWarns()
    {
        Service.TokenStatus = 404;

        (await ReadAsync("/ami-id")).Count.ShouldBe(1);

        _log.Lines.ShouldContain(
            "Warning The metadata service gives no session tokens (IMDSv2), so it is asked without (IMDSv1) [status 404]");
    }

    [Fact]
    public async Task Open_NoResponse_HintsAtTheHopLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var factory = Factory($"http://{silent.LocalEndpoint}");

        var open = factory.OpenAsync(new BackendSection("imds"), new BackendContext { Clock = _clock }, Cancellation);
        using var connection = await silent.AcceptTcpClientAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var failed = await Should.ThrowAsync<KeyBackendException>(() => open);
        failed.Message.ShouldStartWith("IMDS not available: ");
        failed.Message.ShouldContain("--http-put-response-hop-limit 2");
    }

    [Fact]
    public async Task RequestLoop_Timeout_ReportsItAndTheLastFailure()
    {
        var loop = new ImdsRequestLoop(new AwsRetryOptions { Budget = TimeSpan.Zero }, _clock);

        (await Should.ThrowAsync<AwsException>(
            () => loop.RunAsync<string>("GET /latest/x", _ => throw new AwsException(AwsFailure.ServerError, "the reason"), Cancellation)))
            .Message.ShouldBe("GET /latest/x: context deadline exceeded; last error the reason (1 attempt)");
    }

    [Fact]
    public async Task Open_Disabled_SendsNoRequest()
    {
        var factory = new ImdsBackendFactory { Environment = name => name == "AWS_EC2_METADATA_DISABLED" ? "true" : Service.Url };

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => factory.OpenAsync(new BackendSection("imds"), new BackendContext(), Cancellation));

        failed.Message.ShouldContain("AWS_EC2_METADATA_DISABLED");
        Service.Requests.ShouldBeEmpty();
    }

    private static ImdsBackendFactory Factory(string url) => new() { Environment = name => name == "IMDS_ENDPOINT" ? url : null };

    private static async Task<Dictionary<string, string>> ReadAsync(IKeyBackend backend, params string[] lookupKeys)
    {
        var values = (await backend.ReadAsync(lookupKeys, Cancellation)).Select(lookupKeys);
        return values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }

    private async Task<Dictionary<string, string>> ReadAsync(params string[] lookupKeys)
    {
        await using var backend = await OpenAsync();
        return await ReadAsync(backend, lookupKeys);
    }

    private Task<IKeyBackend> OpenAsync() => Factory(Service.Url).OpenAsync(
        new BackendSection(
            "imds"), new BackendContext { Clock = _clock, Logger = _log, Retry = new BackendRetry { MaxAttempts = 1 } }, Cancellation);
}
