using Confd.Aws.Connections;
using Confd.Aws.Json;

namespace Confd.Aws.Tests.Json;

public sealed class AwsJsonConfigTests
{
    [Theory]
    [InlineData("eu-central-1", false, false, "https://ssm.eu-central-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://ssm-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://ssm.us-east-1.api.aws/")]
    [InlineData("us-east-1", true, true, "https://ssm-fips.us-east-1.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://ssm.cn-north-1.amazonaws.com.cn/")]
    [InlineData("cn-north-1", false, true, "https://ssm.cn-north-1.api.amazonwebservices.com.cn/")]
    [InlineData("us-gov-west-1", true, false, "https://ssm.us-gov-west-1.amazonaws.com/")]
    [InlineData("xx-new-9", false, false, "https://ssm.xx-new-9.amazonaws.com/")]
    public void AddressIn_Region_HasThePartitionSuffixAndTheRequestedVariant(string region, bool fips, bool dualStack, string address)
    {
        var config = new AwsJsonConfig(AwsService.Ssm) { UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        config.AddressIn(region).AbsoluteUri.ShouldBe(address);
    }

    // The hosts that confd 0.41.1 connects to, with AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT.
    [Theory]
    [InlineData("ssm", "us-gov-west-1", true, true, "ssm-fips.us-gov-west-1.api.aws")]
    [InlineData("acm", "us-gov-west-1", true, true, "acm-fips.us-gov-west-1.api.aws")]
    [InlineData("acm", "us-gov-west-1", true, false, "acm.us-gov-west-1.amazonaws.com")]
    [InlineData("ssm", "us-gov-west-1", false, true, "ssm.us-gov-west-1.api.aws")]
    [InlineData("ssm", "eusc-de-east-1", false, true, "ssm.eusc-de-east-1.api.amazonwebservices.eu")]
    [InlineData("ssm", "us-iso-east-1", false, true, "ssm.us-iso-east-1.api.aws.ic.gov")]
    [InlineData("acm", "xx-new-9", false, true, "acm.xx-new-9.api.aws")]
    [InlineData("secretsmanager", "us-gov-west-1", true, false, "secretsmanager-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("secretsmanager", "us-east-1", false, true, "secretsmanager.us-east-1.amazonaws.com")]
    [InlineData("secretsmanager", "us-east-1", true, true, "secretsmanager-fips.us-east-1.amazonaws.com")]
    [InlineData("secretsmanager", "us-gov-west-1", false, true, "secretsmanager.us-gov-west-1.amazonaws.com")]
    [InlineData("secretsmanager", "us-gov-west-1", true, true, "secretsmanager-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("secretsmanager", "cn-north-1", false, true, "secretsmanager.cn-north-1.amazonaws.com.cn")]
    [InlineData("secretsmanager", "eusc-de-east-1", false, true, "secretsmanager.eusc-de-east-1.api.amazonwebservices.eu")]
    [InlineData("kms", "us-east-1", true, true, "kms-fips.us-east-1.api.aws")]
    [InlineData("kms", "eusc-de-east-1", false, true, "kms.eusc-de-east-1.api.amazonwebservices.eu")]
    public void AddressIn_Service_HasTheHostThatExists(string service, string region, bool fips, bool dualStack, string host)
    {
        AwsService[] all = [AwsService.Ssm, AwsService.SecretsManager, AwsService.CertificateManager, AwsService.KeyManagement];
        var config = new AwsJsonConfig(all.Single(each => each.EndpointPrefix == service))
        {
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        };

        config.AddressIn(region).Host.ShouldBe(host);
    }

    [Fact]
    public void EndpointOf_Options_WinOverTheEnvironment()
    {
        var options = new AwsConnectionOptions { Environment = name => name == "AWS_ENDPOINT_URL_SECRETS_MANAGER" ? "http://env" : null };

        AwsJsonClient.EndpointOf(AwsService.SecretsManager, options).ShouldBe(new Uri("http://env"));
        AwsJsonClient.EndpointOf(AwsService.Ssm, options).ShouldBeNull();
        AwsJsonClient.EndpointOf(AwsService.SecretsManager, options with { Endpoint = new Uri("http://given") })
            .ShouldBe(new Uri("http://given"));
    }
}
