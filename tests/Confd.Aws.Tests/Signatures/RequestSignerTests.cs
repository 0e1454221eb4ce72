using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Confd.Aws.Signatures;

namespace Confd.Aws.Tests.Signatures;

/// <summary>Signatures of our own beside those of the SDK.</summary>
public sealed class RequestSignerTests
{
    private static readonly DateTime Now = new(2026, 11, 30, 1, 2, 3, DateTimeKind.Utc);

    private static readonly ImmutableCredentials Keys = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token: null);

    [Theory]
    [InlineData("http://127.0.0.1:8000/", "us-east-1", "{}", "application/x-amz-json-1.0")]
    [InlineData("http://localhost/", "eu-central-1", "", "application/x-amz-json-1.1")]
    [InlineData("http://[::1]:8000", "local", "{\"TableName\":\"grün\"}", " application/x-amz-json-1.0;   charset=utf-8 ")]
    public void Authorization_AnyRequest_EqualsThatOfTheSdk(string endpoint, string region, string body, string contentType)
    {
        foreach (var isStream in new[] { false, true })
        {
            using var ours = Request(endpoint, Encoding.UTF8.GetBytes(body), contentType, isStream);
            using var theirs = Request(endpoint, Encoding.UTF8.GetBytes(body), contentType, isStream);
            var config = Config(endpoint, region);

            var authorization = RequestSigner.AuthorizationOf(ours, config, Keys, Now);

            var expected = new AWS4Signer().SignRequest(theirs, config, metrics: null, Keys.AccessKey, Keys.SecretKey, Now);
            authorization.ShouldBe(expected.ForAuthorizationHeader);
            ours.Headers.ShouldBe(theirs.Headers, ignoreOrder: true);
        }
    }

    [Fact]
    public void Authorization_BodiesOfAllLengths_EqualsThatOfTheSdk()
    {
        var random = new Random(1);
        for (var length = 0; length < 300; length++)
        {
            var body = new byte[length];
            random.NextBytes(body);
            using var ours = Request("http://localhost:8000/", body, "application/x-amz-json-1.0", isStream: true);
            using var theirs = Request("http://localhost:8000/", body, "application/x-amz-json-1.0", isStream: true);
            var config = Config("http://localhost:8000/", "us-east-1");

            RequestSigner.AuthorizationOf(ours, config, Keys, Now).ShouldBe(
                new AWS4Signer().SignRequest(theirs, config, metrics: null, Keys.AccessKey, Keys.SecretKey, Now).ForAuthorizationHeader);
            ours.ContentStream.Position.ShouldBe(0);
        }
    }

    [Fact]
    public void Authorization_ExampleOfAws_HasTheDocumentedSignature()
    {
        // "post-vanilla" of AWS's test suite for Signature Version 4.
        var headers = new SortedList<string, string>(StringComparer.Ordinal)
        {
            ["host"] = "example.amazonaws.com",
            ["x-amz-date"] = "20150830T123600Z",
        };

        var authorization = new SignatureText(new DateTime(2015, 8, 30, 12, 36, 0, DateTimeKind.Utc), "us-east-1", "service")
            .Authorization("POST", headers, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Keys);

        authorization.ShouldBe(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            + "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    [Theory]
    [InlineData("https://localhost:8000/", "/", false)]
    [InlineData("http://localhost:8000/", "/", true)]
    [InlineData("http://localhost:8000/behind/a/gateway", "/", true)]
    [InlineData("http://localhost:8000/", "/path", true)]
    public void Sign_EveryRequest_LeadsToAValidSignature(string endpoint, string path, bool hasParameter)
    {
        using var request = Request(endpoint, "{}"u8.ToArray(), "application/x-amz-json-1.0", isStream: false);
        request.ResourcePath = path;
        request.UseQueryString = hasParameter;
        if (hasParameter)
        {
            request.Parameters["a"] = "b";
        }

        RequestSigner.Instance.Sign(request, Config(endpoint, "us-east-1"), new(), new BasicAWSCredentials(Keys.AccessKey, Keys.SecretKey));

        // What is not as those of the JSON protocols over HTTP is signed by the SDK, which leaves its result there.
        request.AWS4SignerResult.ShouldNotBeNull().ForAuthorizationHeader.ShouldBe(request.Headers["Authorization"]);
    }

    [Fact]
    public void Sign_JsonOverHttp_DoesWithoutTheSdk()
    {
        using var request = Request("http://localhost:8000/", "{}"u8.ToArray(), "application/x-amz-json-1.0", isStream: true);

        RequestSigner.Instance.Sign(
            request, Config("http://localhost:8000/", "us-east-1"), new(), new BasicAWSCredentials(Keys.AccessKey, Keys.SecretKey));

        request.Headers["Authorization"].ShouldStartWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
        request.AWS4SignerResult.ShouldBeNull();
    }

    private static DefaultRequest Request(string endpoint, byte[] body, string contentType, bool isStream)
    {
        var request = new DefaultRequest(new GetCallerIdentityRequest(), "STS")
        {
            Endpoint = new Uri(endpoint),
            HttpMethod = "POST",
            ResourcePath = "/",
            Headers = { ["Content-Type"] = contentType, ["X-Amz-Target"] = "DynamoDB_20120810.Scan", ["amz-sdk-request"] = "attempt=1" },
        };
        request.Headers["X-Amz-Security-Token"] = "a/token==";
        if (isStream)
        {
            request.ContentStream = new MemoryStream(body);
        }
        else
        {
            request.Content = body;
        }

        return request;
    }

    private static AmazonSecurityTokenServiceConfig Config(string endpoint, string region) =>
        new() { ServiceURL = endpoint, AuthenticationRegion = region };
}
