using Amazon.Runtime;
using Amazon.Util;

namespace Confd.Aws.Connections;

/// <summary>Finds the region in the order of the AWS tools: environment, shared files, instance metadata.</summary>
internal static class RegionResolver
{
    // Emulators accept any region; the signature needs one.
    private const string RegionOfLocalEndpoints = "us-east-1";

    public static async Task<string> ResolveAsync(AwsConnectionOptions options, bool hasEndpoint, CancellationToken cancellationToken)
    {
        var region = FromEnvironment(options.Environment) ?? SharedProfile.Region;
        if (region is null && hasEndpoint)
        {
            return RegionOfLocalEndpoints;
        }

        region ??= await FromInstanceMetadataAsync(options.DialTimeout, cancellationToken).ConfigureAwait(false);
        return region ?? throw new AwsException(
            AwsFailure.NoRegion,
            "no AWS region is configured; set AWS_REGION, or `region` in the profile of ~/.aws/config");
    }

    private static string? FromEnvironment(Func<string, string?> environment) =>
        NullIfEmpty(environment("AWS_REGION")) ?? NullIfEmpty(environment("AWS_DEFAULT_REGION"));

    private static async Task<string?> FromInstanceMetadataAsync(TimeSpan dialTimeout, CancellationToken cancellationToken)
    {
        if (!EC2InstanceMetadata.IsIMDSEnabled)
        {
            return null;
        }

        CredentialDependencies.AskInstanceDirectly();

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

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
