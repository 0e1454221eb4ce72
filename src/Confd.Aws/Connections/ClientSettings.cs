using Amazon;
using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>What is settled for every client of the SDK, so that it does not ask the environment for it.</summary>
internal static class ClientSettings
{
    /// <summary>Sets whom a client talks to.</summary>
    /// <param name="config">The client's settings.</param>
    /// <param name="region">What requests are signed for, <c>us-east-1</c>; null: as the SDK finds it.</param>
    /// <param name="endpoint">The address; null for the region's own.</param>
    /// <exception cref="AwsException">The address is not one of http or https.</exception>
    public static void Address(ClientConfig config, string? region, Uri? endpoint)
    {
        // An empty AWS_ENDPOINT_URL would be an address, an empty AWS_DEFAULTS_MODE an error; the mode decides on retries and timeouts,
        // which are ours.
        config.IgnoreConfiguredEndpointUrls = true;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        if (endpoint is not null)
        {
            config.ServiceURL = EndpointOverride.UrlOf(endpoint);
            config.AuthenticationRegion = region;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }
}
