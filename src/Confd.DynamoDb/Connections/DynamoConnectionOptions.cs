using Confd.Aws.Connections;

namespace Confd.DynamoDb.Connections;

/// <summary>How to reach DynamoDB. What is null comes from the environment, as with every AWS tool.</summary>
public sealed record DynamoConnectionOptions : AwsConnectionOptions;
