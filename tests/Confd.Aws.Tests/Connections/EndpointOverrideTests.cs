using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

public sealed class EndpointOverrideTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("DYNAMODB_ENDPOINT_URL=http://a:1", null)]
    [InlineData("DYNAMODB_LOCAL=true DYNAMODB_ENDPOINT_URL=http://a:1", "http://a:1/")]
    [InlineData("DYNAMODB_LOCAL=0 DYNAMODB_ENDPOINT_URL=http://a:1", "http://a:1/")]
    [InlineData("DYNAMODB_LOCAL= DYNAMODB_ENDPOINT_URL=http://a:1", null)]
    [InlineData("AWS_ENDPOINT_URL=http://b:2", "http://b:2/")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB=https://c AWS_ENDPOINT_URL=http://b:2", "https://c/")]
    [InlineData("DYNAMODB_LOCAL=1 DYNAMODB_ENDPOINT_URL=http://a:1 AWS_ENDPOINT_URL_DYNAMODB=http://c", "http://a:1/")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true AWS_ENDPOINT_URL=http://b:2", null)]
    [InlineData("AWS_ENDPOINT_URL= AWS_ENDPOINT_URL_DYNAMODB=", null)]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB= AWS_ENDPOINT_URL=http://b:2", "http://b:2/")]
    public void Find_Environment_DecidesInTheDocumentedOrder(string environment, string? expected) =>
        (EndpointOverride.Find("DYNAMODB", "DYNAMODB", Variables(environment))?.AbsoluteUri).ShouldBe(expected);

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB_STREAMS=http://s AWS_ENDPOINT_URL=http://b", "http://s/")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB_STREAMS=http://s AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE", null)]
    [InlineData("DYNAMODB_LOCAL=1 AWS_ENDPOINT_URL_DYNAMODB_STREAMS=http://s", "http://s/")]
    [InlineData("DYNAMODB_LOCAL=1 DYNAMODB_ENDPOINT_URL=http://a AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "http://a/")]
    public void Find_OneServiceOfTwo_TakesItsOwnAddressFirst(string environment, string? expected) =>
        (EndpointOverride.Find("DYNAMODB", "DYNAMODB_STREAMS", Variables(environment))?.AbsoluteUri).ShouldBe(expected);

    [Fact]
    public void Find_ServiceWithoutOwnVariables_UsesThoseOfAws() =>
        EndpointOverride.Find(localName: null, "STS", Variables("_LOCAL=1 _ENDPOINT_URL=http://a AWS_ENDPOINT_URL_STS=http://s"))!
            .AbsoluteUri.ShouldBe("http://s/");

    [Fact]
    public void Find_InvalidUrl_NamesTheVariable() =>
        Should.Throw<AwsException>(() => EndpointOverride.Find("DYNAMODB", "DYNAMODB", Variables("AWS_ENDPOINT_URL=localhost:8000")))
            .Message.ShouldContain("AWS_ENDPOINT_URL=\"localhost:8000\" is not an endpoint");

    private static Func<string, string?> Variables(string text)
    {
        var variables = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return variables.GetValueOrDefault;
    }
}
