using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Confd.DynamoDb.Connections;

/// <summary>A client for DynamoDB with credentials, region and endpoint found as every AWS tool finds them.</summary>
/// <remarks>Safe to share between threads. Dispose it last.</remarks>
public sealed class DynamoConnection : IDisposable
{
    private readonly DynamoConnectionOptions _options;

    private DynamoConnection(DynamoConnectionOptions options, AWSCredentials credentials, string region)
    {
        _options = options;
        Credentials = credentials;
        Region = region;
        Endpoint = options.Endpoint ?? EndpointOverride.ForDynamoDb(options.Environment);
        Client = new TableClient(credentials, Configure(new AmazonDynamoDBConfig(), Endpoint));
    }

    /// <summary>The SDK's client. It does not retry by itself (but for a wrong clock): <see cref="DynamoTable"/> does.</summary>
    public IAmazonDynamoDB Client { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>The endpoint that replaces the region's own, or null.</summary>
    public Uri? Endpoint { get; }

    internal AWSCredentials Credentials { get; }

    /// <summary>Finds credentials and region and makes the client. No request is sent to DynamoDB yet.</summary>
    /// <remarks>
    /// Credentials: environment, web identity (IRSA), shared files with <c>AWS_PROFILE</c> (static keys, roles, IAM Identity Center,
    /// processes), container roles (ECS, EKS), EC2 instance roles. Region: <see cref="DynamoConnectionOptions.Region"/>, <c>AWS_REGION</c>,
    /// <c>AWS_DEFAULT_REGION</c>, the profile, the instance metadata service; <c>us-east-1</c> where only an endpoint is given.
    /// Endpoint: <see cref="DynamoConnectionOptions.Endpoint"/>, <c>DYNAMODB_ENDPOINT_URL</c> (with <c>DYNAMODB_LOCAL</c>),
    /// <c>AWS_ENDPOINT_URL_DYNAMODB</c>, <c>AWS_ENDPOINT_URL</c>.
    /// </remarks>
    /// <exception cref="DynamoDbException">There are no credentials, no region, or the endpoint is not a URL.</exception>
    public static async Task<DynamoConnection> ConnectAsync(
        DynamoConnectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DynamoConnectionOptions();
        CredentialDependencies.Register();
        var credentials = options.Credentials ?? await FindCredentialsAsync(cancellationToken).ConfigureAwait(false);
        var hasEndpoint = (options.Endpoint ?? EndpointOverride.ForDynamoDb(options.Environment)) is not null;
        var region = options.Region
            ?? await RegionResolver.ResolveAsync(options, hasEndpoint, cancellationToken).ConfigureAwait(false);
        return new DynamoConnection(options, credentials, region);
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    /// <summary>Applies region, endpoint and timeouts to a client's settings.</summary>
    internal TConfig Configure<TConfig>(TConfig config, Uri? endpoint)
        where TConfig : ClientConfig
    {
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        }
        else
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = Region;
        }

        if (_options.DialTimeout > TimeSpan.Zero)
        {
            config.ConnectTimeout = _options.DialTimeout;
        }

        // Whoever redirects is not DynamoDB, and the session token must not go along.
        config.AllowAutoRedirect = false;
        config.MaxErrorRetry = 0;
        return config;
    }

    /// <summary>The endpoint for streams: the override that serves them, or null for the region's own.</summary>
    internal Uri? FindStreamEndpoint() => _options.Endpoint ?? EndpointOverride.ForStreams(_options.Environment);

    private static async Task<AWSCredentials> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RenewableCredentials
                .FindAsync(AskChainAsync, SharedProfile.Files, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (DynamoDbException or OperationCanceledException))
        {
            throw new DynamoDbException(
                DynamoDbFailure.NoCredentials,
                $"failed to retrieve AWS credentials: {OneLine(exception.Message).TrimEnd('.')}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                + "choose a profile with AWS_PROFILE, or give the machine a role",
                exception);
        }
    }

    // Parts of the chain block and take no token: off this thread, and bounded from outside.
    private static Task<AWSCredentials> AskChainAsync(CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                var credentials = await new DefaultAWSCredentialsIdentityResolver()
                    .ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);

                // A role's keys are fetched here, so that a broken role is reported before the first table is opened.
                await credentials.GetCredentialsAsync().ConfigureAwait(false);
                return credentials;
            },
            cancellationToken).WaitAsync(cancellationToken);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
