using Confd.Aws.Connections;

namespace Confd.DynamoDb.Connections;

/// <summary>How to reach DynamoDB. Null values are taken from the environment, as by every AWS tool.</summary>
public sealed record DynamoConnectionOptions : AwsConnectionOptions;
