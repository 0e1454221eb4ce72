using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tables;

/// <summary>One table, two services: DynamoDB and KMS.</summary>
public sealed class CredstashCredentialTests
{
    [Fact]
    public async Task Credstash_RoleThatIsAssumed_IsAssumedOnceForBothServices()
    {
        await using var aws = await AwsStandIn.StartAsync();
        using var home = new TempDirectory();

        var (status, _, error) = await ProgramProcess.RunAsync(
            home,
            ["--confdir", home.Path, "--onetime", "credstash", "--table", "no-such-table"],
            new Dictionary<string, string>
            {
                ["AWS_REGION"] = "us-east-1",
                ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = home.Write("token", "the-oidc-token"),
                ["AWS_ENDPOINT_URL_STS"] = aws.Url,
                ["AWS_ENDPOINT_URL_DYNAMODB"] = DynamoDbLocal.Endpoint,
            });

        status.ShouldBe(1, error);
        aws.StsRequests.Count.ShouldBe(1);
    }
}
