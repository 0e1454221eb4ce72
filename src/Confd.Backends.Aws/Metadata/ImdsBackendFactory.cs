using Confd.Aws;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Metadata;

/// <summary>The backend <c>imds</c>: metadata of the EC2 instance that this process runs on.</summary>
public sealed partial class ImdsBackendFactory : IKeyBackendFactory
{
    /// <summary>How long values are cached.</summary>
    public static readonly BackendOption CacheTtl =
        new("imds-cache-ttl", OptionKind.Duration, "how long instance metadata is cached")
        {
            Default = TimeSpan.FromSeconds(60),
        };

    /// <inheritdoc/>
    public string Name => "imds";

    /// <inheritdoc/>
    public string Summary => "Read keys from the EC2 instance metadata service";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [CacheTtl];

    /// <inheritdoc/>
    /// <remarks>The service is on the machine's own link: proxies are never used.</remarks>
    public bool UsesHttp => false;

    /// <summary>Reads one environment variable; null where it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        BackendLog.Sources(context.Logger, "AWS EC2 IMDS");
        if (string.Equals(Environment("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new KeyBackendException("IMDS not available: access disabled to EC2 IMDS by AWS_EC2_METADATA_DISABLED=true");
        }

        var client = new ImdsClient(AddressOf(Environment), context);
        var backend = new ImdsBackend(client, section.Duration(CacheTtl), context);
        try
        {
            await client.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException failed)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
            throw new KeyBackendException($"IMDS not available: {failed.Message}", failed);
        }

        LogConnected(context.Logger);
        return backend;
    }

    private static Uri AddressOf(Func<string, string?> environment)
    {
        foreach (var variable in (string[])["IMDS_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT"])
        {
            if (environment(variable) is not { Length: > 0 } text)
            {
                continue;
            }

            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : throw new KeyBackendException(
                    $"IMDS not available: {variable}=\"{text}\" is not an address; write it with its scheme, "
                    + "such as http://169.254.169.254");
        }

        var isIPv6 = string.Equals(environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), "IPv6", StringComparison.OrdinalIgnoreCase);
        return new Uri(isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully connected to AWS EC2 IMDS")]
    private static partial void LogConnected(ILogger logger);
}
