using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb.Connections;

namespace Confd.Benchmarks.Tables;

/// <summary>Ways to reach a DynamoDB Local.</summary>
internal static class TableConnections
{
    private const string Region = "us-east-1";

    private static readonly BasicAWSCredentials Credentials = new("dummy", "dummy");

    public static Task<DynamoConnection> ConnectAsync(string dynamoDbUrl) =>
        DynamoConnection.ConnectAsync(
            new DynamoConnectionOptions { Endpoint = new Uri(dynamoDbUrl), Region = Region, Credentials = Credentials });

    public static AmazonDynamoDBClient CreateClient(string dynamoDbUrl) =>
        new(Credentials, new AmazonDynamoDBConfig { ServiceURL = dynamoDbUrl, AuthenticationRegion = Region });

    /// <summary>Variables with which confd reaches it.</summary>
    public static Dictionary<string, string> Environment(string dynamoDbUrl) => new()
    {
        ["DYNAMODB_LOCAL"] = "true",
        ["DYNAMODB_ENDPOINT_URL"] = dynamoDbUrl,
        ["AWS_ACCESS_KEY_ID"] = "dummy",
        ["AWS_SECRET_ACCESS_KEY"] = "dummy",
        ["AWS_REGION"] = Region,
    };
}
