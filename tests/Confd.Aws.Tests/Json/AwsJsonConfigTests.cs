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
    public void AddressIn_Region_HasThePartitionsSuffixAndTheVariantAskedFor(string region, bool fips, bool dualStack, string address)
    {
        var config = new AwsJsonConfig(AwsService.Ssm) { UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        config.AddressIn(region).AbsoluteUri.ShouldBe(address);
    }

    [Fact]
    public void AddressIn_GovernmentRegionOfAnotherService_HasItsValidatedName() =>
        new AwsJsonConfig(AwsService.SecretsManager) { UseFIPSEndpoint = true }.AddressIn("us-gov-west-1").AbsoluteUri
            .ShouldBe("https://secretsmanager-fips.us-gov-west-1.amazonaws.com/");

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
