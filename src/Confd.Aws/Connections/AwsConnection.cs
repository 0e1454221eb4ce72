using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Confd.Aws.Requests;
using Confd.Aws.Signatures;
using Confd.Following;

namespace Confd.Aws.Connections;

/// <summary>Credentials, region and the settings of clients, from the sources that every AWS tool uses. Immutable; can be shared by any
/// number of clients.</summary>
public sealed class AwsConnection
{
    private readonly AwsConnectionOptions _options;
    private readonly SdkHttpClients _http;

    private AwsConnection(AwsConnectionOptions options, AWSCredentials credentials, string region, SdkHttpClients http)
    {
        _http = http;
        _options = options;
        Credentials = credentials;
        Region = region;
    }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>The credentials that sign requests; renewed when their sources change.</summary>
    public AWSCredentials Credentials { get; }

    /// <summary>What to check if credentials do not arrive in time: it depends on where this process's environment and profile say that
    /// they are.</summary>
    public static string LateCredentialsHint => CredentialAdvice.OfLate();

    /// <summary>Starts to load OpenSSL if requests will need it: in parallel to the search for credentials, which takes as long.</summary>
    /// <param name="endpoint">The endpoint of requests; null for the region's own address.</param>
    public static void WarmUpSigning(Uri? endpoint)
    {
        if (endpoint is null || !RequestSigner.SignsWithoutOpenSsl(endpoint))
        {
            _ = Task.Run(static () => SHA256.HashData([]));
        }
    }

    /// <summary>Finds credentials and region. Sends no request to a service.</summary>
    /// <param name="options">How to reach AWS.</param>
    /// <param name="hasEndpoint">True where an endpoint is given: then the region is not requested from a service, and defaults to
    /// <c>us-east-1</c>.</param>
    /// <param name="budget">
    /// The time limit, never less than <see cref="RequestLoop.InitialTimeout"/>: credentials may come from a service that does not respond.
    /// Null: no limit except the SDK's own.
    /// </param>
    /// <param name="clock">The clock of the budget; null: the system's.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <remarks>
    /// Credentials: environment, web identity (IRSA), shared files with <c>AWS_PROFILE</c> (static keys, roles, IAM Identity Center,
    /// processes), container roles (ECS, EKS), EC2 instance roles. Region: <see cref="AwsConnectionOptions.Region"/>, <c>AWS_REGION</c>,
    /// <c>AWS_DEFAULT_REGION</c>, the profile, the instance metadata service.
    /// </remarks>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled; the inner exception says what to check.</exception>
    /// <exception cref="AwsException">There are no credentials or no region, or none in time; or <c>AWS_CA_BUNDLE</c> names no file of
    /// certificates.</exception>
    public static async Task<AwsConnection> ConnectAsync(
        AwsConnectionOptions options,
        bool hasEndpoint,
        TimeSpan? budget = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        var maxWait = budget is not { } time ? Timeout.InfiniteTimeSpan
            : time > RequestLoop.InitialTimeout ? time
            : RequestLoop.InitialTimeout;
        using var limit = new TimeLimit(maxWait, clock ?? TimeProvider.System, cancellationToken);
        try
        {
            return await FindAllAsync(options, hasEndpoint, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            throw CredentialFailure.Make(
                string.Create(
                    CultureInfo.InvariantCulture, $"context deadline exceeded, no answer within {maxWait.TotalSeconds:0.#} seconds; ")
                + LateCredentialsHint);
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, CredentialFailure.MakeLate(), cancellationToken);
        }
    }

    /// <summary>The keys that sign requests now, as credentials that never wait: the SDK asks for keys synchronously.</summary>
    /// <param name="cancellationToken">Ends the wait for a source that does not answer.</param>
    /// <exception cref="OperationCanceledException">The wait has ended; the inner exception says what to check.</exception>
    public async Task<AWSCredentials> ResolveCredentialsAsync(CancellationToken cancellationToken) => await ResolvedCredentials
        .WaitAsync(Credentials, Task.Run(Credentials.GetCredentialsAsync, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Applies region, endpoint and timeouts to a client's settings.</summary>
    /// <param name="config">The settings; returned.</param>
    /// <param name="endpoint">The address, see <see cref="EndpointOverride"/>; null for the region's own.</param>
    public TConfig Configure<TConfig>(TConfig config, Uri? endpoint)
        where TConfig : ClientConfig
    {
        ClientSettings.Address(config, Region, endpoint);
        if (_options.DialTimeout > TimeSpan.Zero)
        {
            config.ConnectTimeout = _options.DialTimeout;
        }

        // A server that redirects is not the service, and must not get the session token.
        config.AllowAutoRedirect = false;
        config.HttpClientFactory = _http;
        config.MaxErrorRetry = 0;
        return config;
    }

    private static async Task<AwsConnection> FindAllAsync(
        AwsConnectionOptions options, bool hasEndpoint, CancellationToken cancellationToken)
    {
        var http = new SdkHttpClients(options.Environment);
        var configured = RegionResolver.Find(options, hasEndpoint);
        if (options.Credentials is not { } credentials)
        {
            credentials = await FindCredentialsAsync(http, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // The credentials of a role may need STS.
            CredentialDependencies.Register(http);
        }

        var region = configured ?? await RegionResolver.AskAsync(options.DialTimeout, cancellationToken).ConfigureAwait(false);
        return new AwsConnection(options, credentials, region, http);
    }

    private static async Task<AWSCredentials> FindCredentialsAsync(SdkHttpClients http, CancellationToken cancellationToken)
    {
        try
        {
            return await RediscoveredCredentials
                .FindAsync(end => SearchChainAsync(http, end), SharedProfile.Files, TimeProvider.System, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (AwsException or OperationCanceledException))
        {
            throw CredentialFailure.Make(
                $"{CredentialFailure.Describe(exception)}; {CredentialAdvice.Of(exception)}",
                CredentialFailure.QuotesLine(exception.ToString()) ? null : exception);
        }
    }

    // Parts of the chain block and accept no token: runs on another thread, with a time limit.
    private static Task<AWSCredentials> SearchChainAsync(SdkHttpClients http, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                // Of this search only: the caller's token may be cancelled long after it.
                using var search = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var found = NamedCredentials.Find(http, search.Token)
                    ?? await new DefaultAWSCredentialsIdentityResolver()
                        .ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);
                var credentials = found is RefreshingAWSCredentials renewed ? new CachedCredentials(renewed, TimeProvider.System) : found;

                // Requests a role's keys now, so that an invalid role is reported before the first request.
                await credentials.GetCredentialsAsync().ConfigureAwait(false);
                return credentials;
            },
            cancellationToken).WaitAsync(cancellationToken);
}
