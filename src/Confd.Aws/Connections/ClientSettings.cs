using Amazon;
using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Explicit settings for every client of the SDK, so that it does not read them from the environment.</summary>
internal static class ClientSettings
{
    /// <summary>Sets a client's region and endpoint.</summary>
    /// <param name="config">The client's settings.</param>
    /// <param name="region">The region that requests are signed for, <c>us-east-1</c>; null: the SDK's own.</param>
    /// <param name="endpoint">The address; null for the region's own.</param>
    /// <exception cref="AwsException">The address is not one of http or https.</exception>
    public static void Address(ClientConfig config, string? region, Uri? endpoint)
    {
        // An empty AWS_ENDPOINT_URL would be an address, an empty AWS_DEFAULTS_MODE an error; the mode affects retries and timeouts, which
        // this library defines.
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
