using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

/// <summary>Why no credentials were found, without the sources that are not configured.</summary>
public sealed class CredentialFailureTests
{
    private const string Chain =
        """
        Failed to resolve AWS credentials. The credential providers used to search for credentials returned the following errors:

        Exception 1 of 4: The environment variables AWS_ACCESS_KEY_ID were not set with AWS credentials.
        Exception 2 of 4: The webIdentityTokenFile must be an absolute path. (Parameter 'webIdentityTokenFile')
        Exception 3 of 4: Unable to find the "default" profile.
        Exception 4 of 4: Failed to connect to EC2 instance metadata to retrieve credentials: Unable to retrieve credentials.
        """;

    private const string Keys = "The environment variables AWS_ACCESS_KEY_ID were not set with AWS credentials";
    private const string Profile = "Unable to find the \"default\" profile in /h/credentials and /h/config";
    private const string Instance = "Failed to connect to EC2 instance metadata to retrieve credentials: Unable to retrieve credentials";

    [Theory]
    [InlineData("", Keys + "; " + Profile + "; " + Instance)]
    [InlineData("AWS_EC2_METADATA_DISABLED=true", Keys + "; " + Profile)]
    [InlineData(
        "AWS_WEB_IDENTITY_TOKEN_FILE=token",
        Keys + "; The webIdentityTokenFile must be an absolute path. (Parameter 'webIdentityTokenFile'); " + Profile + "; " + Instance)]
    public void Describe_ErrorsOfTheChain_AreThoseOfConfiguredSources(string variable, string expected) =>
        Describe(Chain, variable).ShouldBe(expected);

    [Fact]
    public void Describe_ProfileThatIsMissing_NamesTheFiles() =>
        Describe("Unable to find the \"p\" profile.", "").ShouldBe("Unable to find the \"p\" profile in /h/credentials and /h/config");

    [Fact]
    public void Describe_QuotedLineOfAFile_IsNamedByItsNumberOnly()
    {
        const string Quoted =
            "Line 3:<aws_secret_access_key s3cr3t <x> > in file /h/credentials does not contain a section, property or comment.";

        Describe(Quoted, "").ShouldBe("Line 3 in file /h/credentials does not contain a section, property or comment");
        CredentialFailure.QuotesLine(Quoted).ShouldBeTrue();
        CredentialFailure.QuotesLine(Chain).ShouldBeFalse();
    }

    [Fact]
    public void Describe_MultiLineReason_IsOneLine() =>
        Describe("Command returned non-zero exit value 1\r\n  with: this.", "")
            .ShouldBe("Command returned non-zero exit value 1 with: this");

    [Fact]
    public void Words_RefusedRole_QuoteTheMessageOfTheService()
    {
        var refused = new AmazonServiceException("Not authorized to perform sts:AssumeRoleWithWebIdentity") { ErrorCode = "AccessDenied" };

        CredentialFailure.Words(refused).ShouldBe("AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
        CredentialFailure.Words(new AmazonClientException("Error calling AssumeRole for role r.", refused))
            .ShouldBe("Error calling AssumeRole for role r: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }

    [Fact]
    public void Words_UntrustedCertificate_ReportWhatIsWrong()
    {
        var untrusted = new AuthenticationException("The remote certificate is invalid");
        var broken = new HttpRequestException(HttpRequestError.SecureConnectionError, "Not established, see inner exception.", untrusted);

        CredentialFailure.Words(new AmazonClientException("Error calling AssumeRole for role r", broken))
            .ShouldBe("Error calling AssumeRole for role r: The remote certificate is invalid");
    }

    [Fact]
    public void Words_RepeatedCause_IsNamedOnce()
    {
        var refused = new SocketException((int)SocketError.ConnectionRefused);

        CredentialFailure.Words(new HttpRequestException("Connection refused (host:1)", refused)).ShouldBe("Connection refused (host:1)");
        CredentialFailure.Words(new AmazonClientException(Chain, new AggregateException(refused))).ShouldBe(Chain);
    }

    private static string Describe(string message, string variable) =>
        CredentialFailure.Describe(
            message,
            name => variable.Split('=') is [var set, var value] && set == name ? value : null,
            ["/h/credentials", "/h/config"]);
}
