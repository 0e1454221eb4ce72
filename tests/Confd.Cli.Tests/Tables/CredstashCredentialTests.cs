using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

/// <summary>One table, two services: DynamoDB and KMS.</summary>
public sealed class CredstashCredentialTests
{
    [Fact]
    public async Task Credstash_RoleThatIsAssumed_IsAssumedOnceForBothServices()
    {
        await using var aws = await AwsStandIn.StartAsync();
        await using var dynamoDb = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        await using var kms = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        kms.EnqueueResponse("Decrypt", CannedResponse.Error(400, "AccessDeniedException", "denied"));
        using var home = new TempDirectory();
        home.Write("conf.d/a.toml", $"[template]\nsrc = \"a.tmpl\"\ndest = \"{home["a.conf"]}\"\nkeys = [\"/a\"]\n");
        home.Write("templates/a.tmpl", "{{getv \"/a\"}}\n");
        var table = await CreateTableAsync();

        var (status, _, error) = await ProgramProcess.RunAsync(
            home,
            ["--confdir", home.Path, "--onetime", "credstash", "--table", table],
            new Dictionary<string, string>
            {
                ["AWS_REGION"] = "us-east-1",
                ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = home.Write("token", "the-oidc-token"),
                ["AWS_ENDPOINT_URL_STS"] = aws.Url,
                ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDb.Url,
                ["AWS_ENDPOINT_URL_KMS"] = kms.Url,
            });

        status.ShouldBe(1, error);
        error.ShouldContain("allow kms:Decrypt");
        dynamoDb.AccessKeyIds.ShouldBe(["AKIAASSUMEROLEWITHWEBIDENTITY"]);
        kms.AccessKeyIds.ShouldBe(["AKIAASSUMEROLEWITHWEBIDENTITY"]);
        aws.StsRequests.Count.ShouldBe(1);
    }

    // With one secret, whose key cannot be used for decryption here.
    private static async Task<string> CreateTableAsync()
    {
        using var client = DynamoDbLocal.CreateClient();
        var table = DynamoDbLocal.NewTableName("credstash");
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = table,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("name", ScalarAttributeType.S), new("version", ScalarAttributeType.S)],
            KeySchema = [new("name", KeyType.HASH), new("version", KeyType.RANGE)],
        });
        await client.PutItemAsync(table, new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["name"] = new() { S = "a" },
            ["version"] = new() { S = "0000000000000000001" },
            ["key"] = new() { S = Convert.ToBase64String("sealed"u8) },
            ["contents"] = new() { S = Convert.ToBase64String("secret"u8) },
            ["hmac"] = new() { S = new string('0', 64) },
            ["digest"] = new() { S = "SHA256" },
        });
        return table;
    }
}
