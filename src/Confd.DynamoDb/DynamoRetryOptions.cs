using Confd.Aws;

namespace Confd.DynamoDb;

/// <summary>How often and how long a failed request is tried again. Only failures that may pass are: see
/// <see cref="DynamoDbException"/>.</summary>
public sealed record DynamoRetryOptions : AwsRetryOptions;
