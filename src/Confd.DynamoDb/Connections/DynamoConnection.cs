using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Confd.Aws;
using Confd.Aws.Connections;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Connections;

/// <summary>A client for DynamoDB with credentials, region and endpoint from the sources that every AWS tool uses.</summary>
/// <remarks>Thread-safe. Dispose it last.</remarks>
public sealed partial class DynamoConnection : IDisposable
{
    private readonly DynamoConnectionOptions _options;
    private readonly ConcurrentDictionary<Type, object> _shared = new();

    private DynamoConnection(DynamoConnectionOptions options, AwsConnection aws, Uri? endpoint)
    {
        _options = options;
        Aws = aws;
        Endpoint = endpoint;
        Client = new TableClient(aws.Credentials, aws.Configure(new AmazonDynamoDBConfig(), endpoint));
    }

    /// <summary>The SDK's client. It does not retry by itself (except for a wrong clock): <see cref="DynamoTable"/> does.</summary>
    public IAmazonDynamoDB Client { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region => Aws.Region;

    /// <summary>The endpoint that replaces the region's own, or null.</summary>
    public Uri? Endpoint { get; }

    /// <summary>Credentials and region, for clients of other services.</summary>
    internal AwsConnection Aws { get; }

    /// <summary>What all who use this connection share, such as the readers of streams: one object of each type.</summary>
    internal T Share<T>()
        where T : class, new() => (T)_shared.GetOrAdd(typeof(T), static _ => new T());

    /// <summary>Finds credentials and region and creates the client. Sends no request to DynamoDB.</summary>
    /// <remarks>
    /// Credentials: environment, web identity (IRSA), shared files with <c>AWS_PROFILE</c> (static keys, roles, IAM Identity Center,
    /// processes), container roles (ECS, EKS), EC2 instance roles. Region: <see cref="Confd.Aws.Connections.AwsConnectionOptions.Region"/>,
    /// <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile, the instance metadata service; <c>us-east-1</c> where only an endpoint is
    /// given. Endpoint: <see cref="Confd.Aws.Connections.AwsConnectionOptions.Endpoint"/>, <c>DYNAMODB_ENDPOINT_URL</c> (with
    /// <c>DYNAMODB_LOCAL</c>), <c>AWS_ENDPOINT_URL_DYNAMODB</c>, <c>AWS_ENDPOINT_URL</c>, the profile's <c>endpoint_url</c>.
    /// </remarks>
    /// <exception cref="DynamoDbException">There are no credentials, no region, or the endpoint is not a URL.</exception>
    public static Task<DynamoConnection> ConnectAsync(
        DynamoConnectionOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(options ?? new DynamoConnectionOptions(), budget: null, TimeProvider.System, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    /// <summary>As the public method, with a time limit, as credentials may come from a service that does not respond.</summary>
    internal static async Task<DynamoConnection> ConnectAsync(
        DynamoConnectionOptions options, TimeSpan? budget, TimeProvider clock, CancellationToken cancellationToken)
    {
        options.Validate();

        // What was meant for a local database would reach AWS without a sign of it.
        if (!string.IsNullOrEmpty(options.Environment("DYNAMODB_LOCAL")))
        {
            LogLocal(options.Logger);
        }
        else if (!string.IsNullOrEmpty(options.Environment("DYNAMODB_ENDPOINT_URL")))
        {
            LogEndpointUnused(options.Logger);
        }

        try
        {
            var endpoint = options.Endpoint ?? EndpointOverride.Find("DYNAMODB", "DYNAMODB", options.Environment);
            AwsConnection.WarmUpSigning(endpoint);
            var aws = await AwsConnection.ConnectAsync(options, endpoint is not null, budget, clock, cancellationToken)
                .ConfigureAwait(false);
            return new DynamoConnection(options, aws, endpoint);
        }
        catch (AwsException failed)
        {
            throw new DynamoDbException(FailureClassifier.Of(failed.Failure), failed.Message, failed);
        }
    }

    /// <summary>The endpoint for streams: the override that serves them, or null for the region's own.</summary>
    internal Uri? FindStreamEndpoint() => _options.Endpoint ?? EndpointOverride.Find("DYNAMODB", "DYNAMODB_STREAMS", _options.Environment);

    /// <summary>The environment's endpoint for another service; null for the region's own.</summary>
    internal Uri? FindEndpointOf(string serviceName) => EndpointOverride.Find(localName: null, serviceName, _options.Environment);

    [LoggerMessage(Level = LogLevel.Debug, Message = "DYNAMODB_LOCAL is set")]
    private static partial void LogLocal(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "DYNAMODB_ENDPOINT_URL is set but has no effect without DYNAMODB_LOCAL")]
    private static partial void LogEndpointUnused(ILogger logger);
}
