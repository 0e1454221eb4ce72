using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util.Internal;

namespace Confd.Aws.Json;

/// <summary>The settings of a client for one service; the SDK has a separate package for each.</summary>
internal sealed class AwsJsonConfig : ClientConfig
{
    private readonly AwsService _service;

    public AwsJsonConfig(AwsService service)
        : base(new DefaultConfigurationProvider([Standard]))
    {
        _service = service;
        ServiceId = service.Name;
        AuthenticationServiceName = service.EndpointPrefix;
        EndpointProvider = new FixedEndpoint(this);
    }

    public override string ServiceVersion => _service.Version;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(SdkVersion);

    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    /// <summary>The region's own address, in the variants of <c>AWS_USE_FIPS_ENDPOINT</c> and <c>AWS_USE_DUALSTACK_ENDPOINT</c>.</summary>
    public Uri AddressIn(string region)
    {
        var partition = RegionEndpoint.GetBySystemName(region);
        var hasVariantName = UseDualstackEndpoint
            && !(_service.IsDualStackUnderItsName && partition.PartitionName is "aws" or "aws-cn" or "aws-us-gov");
        var suffix = hasVariantName ? Fn.Partition(region).dualStackDnsSuffix : partition.PartitionDnsSuffix;
        var isValidatedAnyway = _service.IsFipsInGovernmentRegions && !hasVariantName && partition.PartitionName == "aws-us-gov";
        var prefix = UseFIPSEndpoint && !isValidatedAnyway ? _service.EndpointPrefix + "-fips" : _service.EndpointPrefix;
        return new Uri($"https://{prefix}.{region}.{suffix}");
    }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);

    private static readonly string SdkVersion = typeof(ClientConfig).Assembly.GetName().Version?.ToString(3) ?? "4";

    private static DefaultConfiguration Standard { get; } = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
    };

    private sealed class FixedEndpoint(AwsJsonConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(config.ServiceURL);
    }
}
