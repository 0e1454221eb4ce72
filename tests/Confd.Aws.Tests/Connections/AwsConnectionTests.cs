using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Connections;

public sealed class AwsConnectionTests
{
    private static readonly AWSCredentials Dummy = new BasicAWSCredentials("dummy", "dummy");

    [Theory]
    [InlineData("AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-2", "eu-west-1")]
    [InlineData("AWS_REGION= AWS_DEFAULT_REGION=eu-west-2", "eu-west-2")]
    public async Task Connect_WithoutRegionOption_UsesThatOfTheEnvironment(string environment, string region) =>
        (await ConnectAsync(new AwsConnectionOptions { Credentials = Dummy, Environment = Variables(environment) })).Region
            .ShouldBe(region);

    [Fact]
    public async Task Connect_RegionOption_WinsOverTheEnvironment() =>
        (await ConnectAsync(new AwsConnectionOptions
        {
            Credentials = Dummy,
            Region = "eu-north-1",
            Environment = Variables("AWS_REGION=eu-west-1"),
        })).Region.ShouldBe("eu-north-1");

    [Fact]
    public async Task Connect_EmptyRegionOption_IsNone() =>
        (await ConnectAsync(new AwsConnectionOptions
        {
            Credentials = Dummy,
            Region = "",
            Environment = Variables("AWS_REGION=eu-west-1"),
        })).Region.ShouldBe("eu-west-1");

    [Theory]
    [InlineData("AWS_REGION", "eu-central-1\r", "contains a blank, a line break or a control character")]
    [InlineData("AWS_REGION", "us east", "contains a blank, a line break or a control character")]
    [InlineData("AWS_DEFAULT_REGION", "eu_central_1", "contains other characters than letters, digits and hyphens")]
    [InlineData("AWS_DEFAULT_REGION", "eu-west-1.example.org/", "contains other characters than letters, digits and hyphens")]
    [InlineData("AWS_REGION", "-eu", "is not part of a host name")]
    public async Task Connect_RegionThatCannotBe_NamesItsPlaceBeforeCredentialsAreSearched(string variable, string region, string problem)
    {
        var options = new AwsConnectionOptions { Environment = name => name == variable ? region : null };

        var failed = await Should.ThrowAsync<AwsException>(() => ConnectAsync(options));

        (failed.Failure, failed.Message).ShouldBe(
            (AwsFailure.InvalidRegion, $"the AWS region of {variable} {problem}; write one such as eu-central-1"));
        Should.Throw<AmazonClientException>(() => Amazon.RegionEndpoint.GetBySystemName(region));
    }

    [Theory]
    [InlineData("us east")]
    [InlineData("eu-central-1\n")]
    [InlineData("eu_central")]
    public async Task Connect_RegionOptionThatCannotBe_NamesTheSetting(string region)
    {
        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => ConnectAsync(new AwsConnectionOptions { Credentials = Dummy, Region = region }));

        refused.ParamName.ShouldBe("Region");
    }

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("ftp://localhost")]
    [InlineData("/local")]
    public async Task Configure_NonHttpEndpoint_ReportsTheExpectedForm(string endpoint)
    {
        var connection = await ConnectAsync(
            new AwsConnectionOptions { Credentials = Dummy, Region = "eu-west-1", Environment = _ => null });

        Should.Throw<AwsException>(() => AwsJsonClient.Create(
            AwsService.KeyManagement, connection, new Uri(endpoint, UriKind.RelativeOrAbsolute), new AwsJsonOptions()))
            .Message.ShouldBe($"\"{endpoint}\" is not an endpoint; write it with its scheme, such as http://localhost:8000");
    }

    [Theory]
    [InlineData("/nonexistent.pem", "/nonexistent.pem cannot be read: no such file or directory")]
    [InlineData("/dev/null", "/dev/null cannot be read: it is a device, a pipe or a socket, not a file")]
    [InlineData("/etc", "/etc cannot be read: is a directory")]
    [InlineData("/etc/passwd", "/etc/passwd holds no certificate")]
    public async Task Connect_CaBundleWithoutCertificates_FailsBeforeTheFirstRequest(string file, string words)
    {
        var failed = await Should.ThrowAsync<AwsException>(() => ConnectAsync(
            new AwsConnectionOptions { Credentials = Dummy, Region = "eu-west-1", Environment = Variables($"AWS_CA_BUNDLE={file}") }));

        (failed.Failure, failed.Message).ShouldSatisfyAllConditions(
            told => told.Failure.ShouldBe(AwsFailure.Untrusted),
            told => told.Message.ShouldContain(words));
    }

    [Fact]
    public async Task Connect_PipeInPlaceOfTheCaBundle_FailsAtOnce()
    {
        using var folder = new TempDirectory();
        var pipe = NamedPipe.Make(folder["ca.pem"]);
        var options = new AwsConnectionOptions
        {
            Credentials = Dummy,
            Region = "eu-west-1",
            Environment = Variables($"AWS_CA_BUNDLE={pipe}"),
        };

        (await Should.ThrowAsync<AwsException>(() => NamedPipe.WithoutWaitingAsync(() => ConnectAsync(options))))
            .Message.ShouldContain($"{pipe} cannot be read: it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public async Task Configure_Client_FollowsNoRedirectAndLeavesRetriesToTheLoop()
    {
        var connection = await ConnectAsync(new AwsConnectionOptions { Credentials = Dummy, Region = "eu-west-1" });

        var config = connection.Configure(new AwsJsonConfig(AwsService.Ssm), endpoint: null);

        config.AllowAutoRedirect.ShouldBe(false);
        config.MaxErrorRetry.ShouldBe(0);
        config.RegionEndpoint.SystemName.ShouldBe("eu-west-1");
        config.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        config.IgnoreConfiguredEndpointUrls.ShouldBeTrue();
        config.DefaultConfigurationMode.ShouldBe(DefaultConfigurationMode.Standard);
    }

    [Fact]
    public async Task Configure_CustomEndpoint_IsStillSignedForTheRegion()
    {
        var connection = await ConnectAsync(
            new AwsConnectionOptions { Credentials = Dummy, Region = "eu-west-1", DialTimeout = TimeSpan.Zero });

        var config = connection.Configure(new AwsJsonConfig(AwsService.Ssm), new Uri("http://localhost:8000"));

        config.ServiceURL.ShouldBe("http://localhost:8000/");
        config.AuthenticationRegion.ShouldBe("eu-west-1");
        config.ConnectTimeout.ShouldBeNull();
    }

    // The SDK and confd 0.41.1 refuse both too.
    [Theory]
    [InlineData(true, "AWS_USE_FIPS_ENDPOINT (or use_fips_endpoint of profile ")]
    [InlineData(false, "AWS_USE_DUALSTACK_ENDPOINT (or use_dualstack_endpoint of profile ")]
    public async Task Configure_EndpointOfItsOwnAndAVariantOfTheRegions_IsRefusedAtOnce(bool fips, string words)
    {
        var connection = await ConnectAsync(new AwsConnectionOptions { Credentials = Dummy, Region = "eu-west-1" });
        var config = new AwsJsonConfig(AwsService.Ssm) { UseFIPSEndpoint = fips, UseDualstackEndpoint = !fips };

        var refused = Should.Throw<AwsException>(() => connection.Configure(config, new Uri("http://localhost:8000/x")));

        refused.Failure.ShouldBe(AwsFailure.InvalidRequest);
        refused.Message.ShouldStartWith($"the endpoint http://localhost:8000 cannot be used together with {words}");
    }

    [Fact]
    public async Task Connect_Cancelled_IsCancelledAndNotMissingCredentials() =>
        await Should.ThrowAsync<OperationCanceledException>(() => AwsConnection.ConnectAsync(
            new AwsConnectionOptions { Region = "eu-west-1" },
            hasEndpoint: true,
            budget: TimeSpan.FromSeconds(30),
            TimeProvider.System,
            new CancellationToken(canceled: true)));

    private static Task<AwsConnection> ConnectAsync(AwsConnectionOptions options) =>
        AwsConnection.ConnectAsync(options, hasEndpoint: false, budget: null, TimeProvider.System, Cancellation);

    private static Func<string, string?> Variables(string text) => text.Split(' ')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal).GetValueOrDefault;
}
