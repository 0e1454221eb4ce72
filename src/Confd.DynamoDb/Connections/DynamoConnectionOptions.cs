using Confd.Aws.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Connections;

/// <summary>How to reach DynamoDB. Null values are taken from the environment, as by every AWS tool.</summary>
public sealed record DynamoConnectionOptions : AwsConnectionOptions
{
    /// <summary>Warned of a variable that has no effect.</summary>
    /// <value>None, by default; tables and stores that connect by themselves use their own.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>These options with a logger, if they have none.</summary>
    public DynamoConnectionOptions LoggingTo(ILogger logger) => Logger == NullLogger.Instance ? this with { Logger = logger } : this;
}
