using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace Confd.TestSupport;

/// <summary>The DynamoDB Local that the tests use: its address is in <c>CONFD_TEST_DYNAMODB</c>, set by <c>./test.sh</c>.</summary>
public static class DynamoDbLocal
{
    /// <summary>The variable that holds the address, such as <c>http://127.0.0.1:8000</c>.</summary>
    public const string Variable = "CONFD_TEST_DYNAMODB";

    /// <summary>The address; a test that asks without a server is reported as skipped.</summary>
    public static string Endpoint
    {
        get
        {
            var endpoint = Environment.GetEnvironmentVariable(Variable);
            Assert.SkipWhen(string.IsNullOrEmpty(endpoint), $"{Variable} is not set: no DynamoDB Local to test against");
            return endpoint!;
        }
    }

    /// <summary>A client for <see cref="Endpoint"/>, or for another address such as a proxy in front of it. The caller disposes
    /// it.</summary>
    public static AmazonDynamoDBClient CreateClient(string? serviceUrl = null) =>
        new(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = serviceUrl ?? Endpoint, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>Creates a table of keys and values: its partition key is <c>key</c>, a string.</summary>
    public static Task CreateKeyTableAsync(IAmazonDynamoDB client, string name, bool hasStream = false) =>
        client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition("key", ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement("key", KeyType.HASH)],
            StreamSpecification = hasStream ? new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE } : null,
        });

    /// <summary>A table name that no other test uses.</summary>
    public static string NewTableName(string purpose = "test") => $"{purpose}-{Guid.NewGuid():N}";
}
