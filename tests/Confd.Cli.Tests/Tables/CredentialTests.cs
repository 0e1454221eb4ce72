using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

/// <summary>The credential chain, end to end in a process of its own.</summary>
public sealed class CredentialTests
{
    [Fact]
    public async Task WebIdentity_TokenFileAndRole_AreExchangedAtStsUnsigned()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        var token = home.Write("token", "the-oidc-token");

        var keys = await DescribeAsync(home, new()
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
            ["AWS_WEB_IDENTITY_TOKEN_FILE"] = token,
            ["AWS_ENDPOINT_URL_STS"] = aws.Url,
        });

        keys.ShouldBe(["AKIAASSUMEROLEWITHWEBIDENTITY"]);
        aws.StsRequests.Count.ShouldBe(1);
        aws.StsRequests.Single()["WebIdentityToken"].ShouldBe("the-oidc-token");
        aws.StsRequests.Single()["RoleArn"].ShouldBe("arn:aws:iam::123456789012:role/confd");
        aws.StsAuthorizations.Single().ShouldBeEmpty();
    }

    [Fact]
    public async Task Environment_Keys_WinOverAProfile()
    {
        using var home = new TempDirectory();
        home.Write(".aws/credentials", "[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n");

        (await DescribeAsync(home, new()
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "AKIAENVIRONMENT",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
        })).ShouldBe(["AKIAENVIRONMENT"]);
    }

    [Fact]
    public async Task Profile_NamedByAwsProfile_GivesKeysAndRegion()
    {
        using var home = new TempDirectory();
        home.Write(".aws/credentials", "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = secret\n"
            + "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = secret\n");
        home.Write(".aws/config", "[profile other]\nregion = eu-west-1\n");

        (await DescribeAsync(home, new() { ["AWS_PROFILE"] = "other" }, out var output)).ShouldBe(["AKIAOTHER"]);
        output().ShouldContain("region: eu-west-1");
    }

    // As confd 0.41.1 signs them, observed at a server of ours.
    [Theory]
    [InlineData("source_profile = base", "AKIABASE:role")]
    [InlineData("source_profile = p\naws_access_key_id = AKIAOWN\naws_secret_access_key = secret", "AKIAOWN:role")]
    [InlineData("aws_access_key_id = AKIAOWN\naws_secret_access_key = secret", "AKIAOWN:role")]
    [InlineData(
        """credential_process = echo '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"secret"}'""", "AKIAPROCESS:role")]
    [InlineData("credential_source = Ec2InstanceMetadata", "AKIAINSTANCE:role")]
    [InlineData("credential_source = EcsContainer", "AKIACONTAINER:role")]
    [InlineData("role_session_name = s", "AKIACONTAINER:role")]
    [InlineData("source_profile = chained", "AKIABASE:chained AKIAASSUMEROLE:role")]
    [InlineData("source_profile = token", "unsigned:token AKIAASSUMEROLEWITHWEBIDENTITY:role")]
    public async Task Profile_WithARole_AssumesItWithItsSourceCredentials(string settings, string requests)
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        home.Write(".aws/credentials", "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n");
        home.Write(
            ".aws/config",
            $"[profile p]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/role\n{settings}\n"
            + "[profile chained]\nrole_arn = arn:aws:iam::123456789012:role/chained\nsource_profile = base\n"
            + $"[profile token]\nrole_arn = arn:aws:iam::123456789012:role/token\nweb_identity_token_file = {home.Write("t", "jwt")}\n");

        (await DescribeAsync(home, new()
        {
            ["AWS_PROFILE"] = "p",
            ["AWS_ENDPOINT_URL_STS"] = aws.Url,
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url,
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/container",
        })).ShouldBe(["AKIAASSUMEROLE"]);

        var signers = aws.StsAuthorizations.Select(header => header.Length == 0 ? "unsigned" : header.Split('=')[1].Split('/')[0]);
        string.Join(' ', signers.Zip(aws.StsRequests, (signer, request) => $"{signer}:{request["RoleArn"].Split('/')[1]}"))
            .ShouldBe(requests);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("duration_seconds = 7200\n", "7200")]
    [InlineData("duration_seconds = 60\n", "900")]
    [InlineData("duration_seconds = long\n", "900")]
    public async Task Profile_WithADuration_RequestsIt(string duration, string? expected)
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        home.Write(
            ".aws/config",
            "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/role\nexternal_id = e\n"
            + $"aws_access_key_id = AKIA\naws_secret_access_key = secret\n{duration}");

        await DescribeAsync(home, new() { ["AWS_ENDPOINT_URL_STS"] = aws.Url });

        var request = aws.StsRequests.ShouldHaveSingleItem();
        request.GetValueOrDefault("DurationSeconds").ShouldBe(expected);
        request["ExternalId"].ShouldBe("e");
    }

    [Fact]
    public async Task Profile_WithSingleSignOn_UsesTheCachedToken()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        const string StartUrl = "https://example.awsapps.com/start";
        home.Write(
            ".aws/config",
            $"[profile sso]\nsso_start_url = {StartUrl}\nsso_region = us-east-1\nsso_account_id = 123456789012\n"
            + "sso_role_name = confd\nregion = us-east-1\n");

        // The AWS tools name the file by the SHA-1 of the start URL.
        home.Write(
            ".aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json",
            $$"""{"startUrl":"{{StartUrl}}","region":"us-east-1","accessToken":"t","expiresAt":"2099-01-01T00:00:00Z"}""");

        (await DescribeAsync(home, new() { ["AWS_PROFILE"] = "sso", ["AWS_ENDPOINT_URL_SSO"] = aws.Url })).ShouldBe(["AKIASSO"]);
    }

    [Fact]
    public async Task Container_CredentialsUri_IsRequested()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();

        (await DescribeAsync(home, new() { ["AWS_REGION"] = "us-east-1", ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/container" }))
            .ShouldBe(["AKIACONTAINER"]);
    }

    // As Go programs use them; the clock may be ahead, or the service at fault.
    [Theory]
    [InlineData("", "AKIACONTAINER")]
    [InlineData("role_arn = arn:aws:iam::123456789012:role/role\ncredential_source = EcsContainer\n", "AKIAASSUMEROLE")]
    public async Task Credentials_ThatHaveExpiredByTheClockHere_AreUsed(string profile, string signer)
    {
        await using var aws = await AwsStandIn.StartAsync();
        aws.Expiration = "2020-01-01T00:00:00Z";
        using var home = new TempDirectory();
        home.Write(".aws/config", $"[default]\nregion = us-east-1\n{profile}");

        (await DescribeAsync(home, new()
        {
            ["AWS_ENDPOINT_URL_STS"] = aws.Url,
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/container",
        })).ShouldBe([signer]);
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(500, 4)]
    public async Task Container_Refuses_IsRetriedOnlyForTransientErrors(int status, int requests)
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();

        var (code, _, error) = await RunAsync(home, "t", new()
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/refusal?status={status}",
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home.Write("token", "the-token\n"),
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url,
        });

        code.ShouldBe(1);
        error.ShouldContain($"answered with status {status}");
        aws.Refusals.ShouldBe(Enumerable.Repeat("the-token", requests));
    }

    [Fact]
    public async Task Instance_MetadataService_GivesKeys()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();

        (await DescribeAsync(home, new() { ["AWS_REGION"] = "us-east-1", ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url }))
            .ShouldBe(["AKIAINSTANCE"]);
    }

    // The machine's own role would sign requests that another identity was meant for.
    [Theory]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN is not")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME", "roleSessionName")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ENDPOINT_URL_STS", "failed to retrieve AWS credentials")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/", "names 192.0.2.1; without TLS")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI=here", "is not a URL")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=.example.com/x", "does not begin with a slash")]
    [InlineData("AWS_PROFILE=gone", "there is no profile \"gone\"")]
    [InlineData("AWS_PROFILE=broken", "non-zero exit value")]
    [InlineData("AWS_PROFILE=source", "profile source defines them incompletely")]
    [InlineData("AWS_PROFILE=place", "profile place defines them incompletely")]
    [InlineData("AWS_PROFILE=token", "profile token defines them incompletely")]
    [InlineData("AWS_PROFILE=login", "failed to retrieve AWS credentials")]
    [InlineData("AWS_PROFILE=empty", "source_profile place2 of profile empty has no credentials")]
    [InlineData("AWS_PROFILE=code", "mfa_serial of profile code needs a code")]
    [InlineData("AWS_PROFILE=half", "profile half defines them incompletely")]
    [InlineData("AWS_PROFILE=session", "failed to retrieve AWS credentials")]
    public async Task ConfiguredIdentity_Unavailable_DoesNotFallBackToTheInstanceRole(string variables, string words)
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        home.Write(".aws/config", "[profile broken]\ncredential_process = /bin/false\n"
            + "[profile source]\nsource_profile = base\n[profile place]\ncredential_source = Ec2InstanceMetadata\n"
            + "[profile token]\nweb_identity_token_file = /token\n[profile login]\nsso_account_id = 123456789012\n"
            + "[profile empty]\nrole_arn = arn:aws:iam::123456789012:role/confd\nsource_profile = place2\n[profile place2]\nregion = x\n"
            + "[profile code]\nrole_arn = arn:aws:iam::123456789012:role/confd\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n"
            + "[profile half]\naws_access_key_id = AKIA\n"
            + "[profile session]\nsso_session = gone\nsso_account_id = 123456789012\nsso_role_name = confd\n");
        var values = new Dictionary<string, string>
        {
            ["AWS_WEB_IDENTITY_TOKEN_FILE"] = home.Write("token", "the-oidc-token"),
            ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
            ["AWS_ROLE_SESSION_NAME"] = "z",
            ["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:9",
        };
        var environment = variables.Split(' ').Select(name => name.Split('=')).ToDictionary(
            pair => pair[0], pair => pair.Length > 1 ? pair[1] : values[pair[0]]);

        var (status, _, error) = await RunAsync(home, "t", new(environment)
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url,
            ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:9",
        });

        status.ShouldBe(1);
        error.ShouldContain(words);
    }

    [Theory]
    [InlineData("AWS_ROLE_ARN", "AssumeRoleWithWebIdentity")]
    [InlineData("AWS_PROFILE", "AssumeRole")]
    public async Task Role_RefusedBySts_IsNamedWithItsMessage(string variable, string action)
    {
        await using var aws = await AwsStandIn.StartAsync();
        aws.IsDenying = true;
        const string Role = "arn:aws:iam::123456789012:role/confd";
        using var home = new TempDirectory();
        home.Write(".aws/config", $"[profile r]\nrole_arn = {Role}\naws_access_key_id = AKIA\naws_secret_access_key = secret\n");
        var environment = new Dictionary<string, string> { ["AWS_REGION"] = "us-east-1", ["AWS_ENDPOINT_URL_STS"] = aws.Url };
        environment[variable] = variable == "AWS_PROFILE" ? "r" : Role;
        if (variable == "AWS_ROLE_ARN")
        {
            environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = home.Write("token", "the-oidc-token");
        }

        var (status, _, error) = await RunAsync(home, "t", environment);

        status.ShouldBe(1);
        error.ShouldStartWith("confd: error: failed to retrieve AWS credentials: ");
        error.ShouldContain($"AccessDenied: Not authorized to perform sts:{action}");
        error.ShouldContain(Role);
        error.ShouldNotContain("the-oidc-token");
    }

    [Fact]
    public async Task Container_DoesNotRespond_IsNamedByItsAddress()
    {
        using var home = new TempDirectory();

        var (_, _, error) = await RunAsync(home, "t", new()
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:9/keys",
        });

        error.ShouldContain(
            "http://127.0.0.1:9/keys, which the environment names for container credentials, did not respond: Connection refused");
    }

    [Fact]
    public async Task Profile_WithoutCredentials_LeavesThemToTheInstance()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();
        home.Write(".aws/config", "[profile regional]\nregion = us-east-1\n");

        (await DescribeAsync(home, new() { ["AWS_PROFILE"] = "regional", ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url }))
            .ShouldBe(["AKIAINSTANCE"]);
    }

    [Fact]
    public async Task Nothing_Found_ReportsItInTheOriginalsWords()
    {
        using var home = new TempDirectory();

        var (status, _, error) = await RunAsync(home, "t", new()
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:9",
        });

        status.ShouldBe(1);
        error.ShouldStartWith("confd: error: failed to retrieve AWS credentials: ");
        error.ShouldContain("set AWS_ACCESS_KEY_ID");
    }

    [Fact]
    public async Task Profile_WhoseProcessFails_ReportsItWithoutAStackTrace()
    {
        using var home = new TempDirectory();
        home.Write(".aws/config", "[profile p]\ncredential_process = /bin/false\n");

        var (status, _, error) = await RunAsync(home, "t", new() { ["AWS_REGION"] = "us-east-1", ["AWS_PROFILE"] = "p" });

        status.ShouldBe(1);
        error.ShouldStartWith("confd: error: failed to retrieve AWS credentials: Command returned non-zero exit value 1");
        error.Split('\n').Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "endpoint_url = {0}")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "services = here\n[services here]\ndynamodb =\n  endpoint_url = {0}")]
    [InlineData("AWS_DEFAULTS_MODE", "endpoint_url = {0}")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "endpoint_url = {0}")]
    public async Task Variable_ThatIsEmpty_CountsAsUnsetAndTheProfileDecides(string variable, string profile)
    {
        using var home = new TempDirectory();
        home.Write(".aws/config", $"[default]\n{string.Format(null, profile, DynamoDbLocal.Endpoint)}\n");

        var (status, _, error) = await RunAsync(home, "no-such-table", new()
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIA",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            [variable] = "",
        });

        status.ShouldBe(2);
        error.ShouldContain("failed to describe table no-such-table: ResourceNotFoundException");
    }

    [Fact]
    public async Task NoRegion_ReportsWhatToSet()
    {
        using var home = new TempDirectory();

        var (status, _, error) = await RunAsync(home, "t", new()
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIA",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        });

        status.ShouldBe(1);
        error.ShouldBe("confd: error: no AWS region is configured; set AWS_REGION, or `region` in the profile of ~/.aws/config\n");
    }

    private static Task<IEnumerable<string>> DescribeAsync(TempDirectory home, Dictionary<string, string> variables) =>
        DescribeAsync(home, variables, out _);

    // The access keys that the requests to DynamoDB were signed with.
    private static Task<IEnumerable<string>> DescribeAsync(
        TempDirectory home, Dictionary<string, string> variables, out Func<string> output)
    {
        var printed = "";
        output = () => printed;
        return Describe();

        async Task<IEnumerable<string>> Describe()
        {
            await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
            var run = await TableRun.CreateAsync();
            await using (run)
            {
                variables["AWS_ENDPOINT_URL_DYNAMODB"] = proxy.Url;
                var (status, text, error) = await RunAsync(home, run.Table, variables);
                status.ShouldBe(0, error);
                printed = text;
                return proxy.AccessKeyIds;
            }
        }
    }

    private static Task<(int Status, string Output, string Error)> RunAsync(
        TempDirectory home, string table, Dictionary<string, string> variables) =>
        ProgramProcess.RunAsync(home, ["table", "describe", "--table", table], variables);
}
