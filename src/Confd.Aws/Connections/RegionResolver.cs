using Amazon.Runtime;
using Amazon.Util;

namespace Confd.Aws.Connections;

/// <summary>Finds the region in the order of the AWS tools: environment, shared files, instance metadata.</summary>
internal static class RegionResolver
{
    // Emulators accept any region; the signature needs one.
    private const string RegionOfLocalEndpoints = "us-east-1";

    private static readonly string[] Variables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>Finds the region that is configured, without a request.</summary>
    /// <returns>Null where none is.</returns>
    /// <exception cref="AwsException">It cannot be used.</exception>
    public static string? Find(AwsConnectionOptions options, bool hasEndpoint)
    {
        if (options.Region is { Length: > 0 } given)
        {
            return RegionName.Require(given, $"the option {nameof(options.Region)}");
        }

        foreach (var variable in Variables)
        {
            if (EnvironmentText.Find(variable, options.Environment) is { } set)
            {
                return RegionName.Require(set, variable);
            }
        }

        return SharedProfile.Region ?? (hasEndpoint ? RegionOfLocalEndpoints : null);
    }

    /// <summary>Requests the region from the instance that this program runs on.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public static async Task<string> AskAsync(TimeSpan dialTimeout, CancellationToken cancellationToken) =>
        await FromInstanceMetadataAsync(dialTimeout, cancellationToken).ConfigureAwait(false) ?? throw new AwsException(
            AwsFailure.NoRegion,
            "no AWS region is configured; set AWS_REGION, or `region` in the profile of ~/.aws/config");

    private static async Task<string?> FromInstanceMetadataAsync(TimeSpan dialTimeout, CancellationToken cancellationToken)
    {
        if (!EC2InstanceMetadata.IsIMDSEnabled)
        {
            return null;
        }

        CredentialDependencies.BypassProxyForInstanceMetadata();

        // The SDK's metadata client blocks and accepts no token: the time limit is applied here.
        var lookup = Task.Run(() => EC2InstanceMetadata.Region?.SystemName, cancellationToken);
        try
        {
            return await lookup.WaitAsync(
                dialTimeout > TimeSpan.Zero ? dialTimeout : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or AmazonClientException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
