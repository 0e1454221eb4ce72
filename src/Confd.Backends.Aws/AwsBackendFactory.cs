using Confd.Aws;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws;

/// <summary>Opens a backend for one of AWS's JSON services.</summary>
public abstract partial class AwsBackendFactory : IKeyBackendFactory
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<BackendOption> Options { get; }

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>How to reach AWS, except for the dial time, which comes from the context.</summary>
    /// <value>By default from the environment.</value>
    public AwsConnectionOptions Connection { get; init; } = new();

    /// <summary>The service.</summary>
    protected abstract AwsService Service { get; }

    /// <summary>The name of the source in the log; null: it is not logged.</summary>
    protected abstract string? Source { get; }

    /// <summary>The message where no region is configured; null: the connection's own.</summary>
    protected virtual string? NoRegionMessage => null;

    /// <inheritdoc/>
    public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        if (Source is { } source)
        {
            BackendLog.Sources(context.Logger, source);
        }

        Classify(section);
        var options = Connection with { DialTimeout = context.DialTimeout };
        var requests = new AwsJsonOptions
        {
            Retry = AwsRetries.Of<AwsRetryOptions>(context.Retry),
            Clock = context.Clock,
            Logger = context.Logger,
        };
        try
        {
            var endpoint = AwsJsonClient.EndpointOf(Service, options);
            AwsConnection.WarmUpSigning(endpoint);
            var connection = await AwsConnection
                .ConnectAsync(options, IsRegionGuessed(endpoint), requests.Retry.Budget, context.Clock, cancellationToken)
                .ConfigureAwait(false);
            LogRegion(context.Logger, connection.Region);
            return Create(AwsJsonClient.Create(Service, connection, endpoint, requests), section, context);
        }
        catch (AwsException failed) when (failed.Failure == AwsFailure.NoRegion && NoRegionMessage is { } message)
        {
            throw new KeyBackendException(message, failed);
        }
        catch (AwsException failed)
        {
            throw new KeyBackendException(failed.Message, failed);
        }
    }

    /// <summary>Rejects an invalid section before any request.</summary>
    /// <exception cref="KeyBackendException">A setting is missing or wrong.</exception>
    protected virtual void Classify(BackendSection section)
    {
    }

    /// <summary>Creates the backend with its client, which the backend owns.</summary>
    private protected abstract IKeyBackend Create(AwsJsonClient client, BackendSection section, BackendContext context);

    // With an endpoint any region will do, except for services that require one.
    private bool IsRegionGuessed(Uri? endpoint) => endpoint is not null && NoRegionMessage is null;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Region: {region}")]
    private static partial void LogRegion(ILogger logger, string region);
}
