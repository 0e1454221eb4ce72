using Confd.Aws;

namespace Confd.DynamoDb;

/// <summary>Limits of retries. Only transient failures are retried: see <see cref="DynamoDbException"/>.</summary>
public sealed record DynamoRetryOptions : AwsRetryOptions;
