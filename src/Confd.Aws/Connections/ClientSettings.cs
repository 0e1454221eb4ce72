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
    /// <exception cref="AwsException">The address is not one of http or https, or the environment or profile asks for a variant of the
    /// region's own.</exception>
    public static void Address(ClientConfig config, string? region, Uri? endpoint)
    {
        // An empty AWS_ENDPOINT_URL would be an address, an empty AWS_DEFAULTS_MODE an error; the mode affects retries and timeouts, which
        // this library defines.
        config.IgnoreConfiguredEndpointUrls = true;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        if (endpoint is not null)
        {
            config.ServiceURL = EndpointOverride.UrlOf(endpoint);
            RejectVariants(config, endpoint);
            config.AuthenticationRegion = region;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
    }

    // The SDK's rules refuse them too, but at each request, and in words that name neither. Who asks for FIPS should not be served by an
    // endpoint that may not be validated.
    private static void RejectVariants(ClientConfig config, Uri endpoint)
    {
        var (variable, setting) = config.UseFIPSEndpoint ? ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
            : config.UseDualstackEndpoint ? ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
            : (null, null);
        if (variable is not null)
        {
            throw new AwsException(
                AwsFailure.InvalidRequest,
                $"the endpoint {endpoint.GetLeftPart(UriPartial.Authority)} cannot be used together with {variable} (or {setting} of "
                + $"profile {SharedProfile.ActiveName}); unset one of them");
        }
    }
}
