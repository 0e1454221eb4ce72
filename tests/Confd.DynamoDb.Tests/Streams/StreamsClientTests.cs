using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Streams;

public sealed class StreamsClientTests
{
    [Theory]
    [InlineData("eu-west-1", false, false, "https://streams.dynamodb.eu-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "https://streams.dynamodb-fips.us-east-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, false, "https://streams.dynamodb.us-gov-west-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://streams-dynamodb.eu-west-1.api.aws")]
    [InlineData("us-east-1", true, true, "https://streams-dynamodb-fips.us-east-1.api.aws")]
    [InlineData("cn-north-1", false, false, "https://streams.dynamodb.cn-north-1.amazonaws.com.cn")]
    public void AddressIn_Region_HasTheRequestedVariant(string region, bool isFips, bool isDualStack, string address) =>
        StreamsClient.AddressIn(region, isFips, isDualStack).ShouldBe(address);
}
