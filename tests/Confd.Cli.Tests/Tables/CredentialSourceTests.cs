using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

/// <summary>How often sources of credentials are asked, and what is said if they have none, end to end in a process of its own.</summary>
public sealed class CredentialSourceTests
{
    // Tools that cache a session return it until it expires.
    [Theory]
    [InlineData(20)]
    [InlineData(240)]
    public async Task Process_WhoseKeysExpireSoon_IsNotRunForEachRequest(int seconds)
    {
        using var home = new TempDirectory();
        var end = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        home.Write("keys", $$"""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret","SessionToken":"t","Expiration":"{{end}}"}""");
        home.Write(".aws/config", $"[profile p]\ncredential_process = echo >> {home["runs"]}; cat {home["keys"]}\n");
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        await using var run = await TableRun.CreateAsync();

        var (status, _, error) = await ProgramProcess.RunAsync(home, ["table", "ls", "--table", run.Table], new Dictionary<string, string>
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_PROFILE"] = "p",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = proxy.Url,
        });

        status.ShouldBe(0, error);
        proxy.AccessKeyIds.ShouldBe(["AKIA"]);
        File.ReadAllLines(home["runs"]).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Process_Hangs_IsNamedAndKilledWithTheRun()
    {
        using var home = new TempDirectory();
        home.Write(".aws/config", $"[profile p]\ncredential_process = echo $$ > {home["process"]}; sleep 1000; true\n");

        var (status, _, error) = await ProgramProcess.RunAsync(
            home,
            ["dynamodb", "--table", "any", "--onetime", "--backend-timeout", "1s", "--confdir", home.Path],
            new Dictionary<string, string>
            {
                ["AWS_REGION"] = "us-east-1",
                ["AWS_PROFILE"] = "p",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:9",
            });

        status.ShouldBe(1);
        error.ShouldContain("failed to retrieve AWS credentials: ");
        error.ShouldContain("; check credential_process of profile p");
        var process = $"/proc/{File.ReadAllText(home["process"]).Trim()}";
        await Eventually.IsSoAsync(() => !Directory.Exists(process), Cancellation);
    }

    [Theory]
    [InlineData("AWS_PROFILE=sso", "No valid SSO Token could be found; log in with `aws sso login --profile sso`")]
    [InlineData(
        "AWS_PROFILE=role", "/role cannot be assumed: No valid SSO Token could be found.; log in with `aws sso login --profile sso`")]
    [InlineData("AWS_PROFILE=process", "; check credential_process of profile process")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token", "; check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/", "; check AWS_CONTAINER_CREDENTIALS_FULL_URI and")]
    public async Task Source_WithoutCredentials_SaysWhatHelpsThere(string variable, string words)
    {
        using var home = new TempDirectory();
        home.Write(
            ".aws/config",
            "[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\n"
            + "sso_role_name = confd\n[profile process]\ncredential_process = /bin/false\n"
            + "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/role\nsource_profile = sso\n");
        var (name, value) = (variable.Split('=')[0], variable.Split('=')[1]);

        var (status, _, error) = await ProgramProcess.RunAsync(home, ["table", "ls", "--table", "any"], new Dictionary<string, string>
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
            [name] = value,
        });

        status.ShouldBe(1);
        error.ShouldStartWith("confd: error: failed to retrieve AWS credentials: ");
        error.ShouldContain(words);
        error.ShouldNotContain("set AWS_ACCESS_KEY_ID");
    }

    // A request could never be sent: there is nothing to wait for.
    [Theory]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "AWS_USE_FIPS_ENDPOINT")]
    [InlineData("AWS_ENDPOINT_URL", "AWS_USE_DUALSTACK_ENDPOINT")]
    public async Task Endpoint_WithAVariantOfTheRegionsOwn_IsRefusedAtOnce(string endpoint, string variant)
    {
        using var home = new TempDirectory();

        var (status, _, error) = await ProgramProcess.RunAsync(home, ["table", "ls", "--table", "any"], new Dictionary<string, string>
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "AKIA",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            [endpoint] = "http://127.0.0.1:9",
            [variant] = "true",
        });

        status.ShouldBe(1);
        error.ShouldStartWith($"confd: error: the endpoint http://127.0.0.1:9 cannot be used together with {variant} (or ");
    }
}
