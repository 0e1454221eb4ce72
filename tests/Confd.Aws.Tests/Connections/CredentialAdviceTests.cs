using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

/// <summary>What to do about credentials that cannot be obtained: where the environment says that they are.</summary>
public sealed class CredentialAdviceTests
{
    private const string Service =
        "check the service that hands them out (metadata, container, STS or IAM Identity Center) and the network";

    private static readonly Exception Failed = new AmazonClientException("No valid SSO Token could be found.");

    private static readonly Dictionary<string, CredentialProfile> Profiles = new CredentialProfile[]
    {
        new("login", new CredentialProfileOptions { SsoSession = "s", SsoAccountId = "1", SsoRoleName = "r" }),
        new("process", new CredentialProfileOptions { CredentialProcess = "/opt/tool --secret s3cr3t" }),
        new("token", new CredentialProfileOptions { WebIdentityTokenFile = "/token", RoleArn = "arn" }),
        new("role", new CredentialProfileOptions { RoleArn = "arn", SourceProfile = "middle" }),
        new("processRole", new CredentialProfileOptions { RoleArn = "arn", SourceProfile = "process" }),
        new("middle", new CredentialProfileOptions { RoleArn = "arn", SourceProfile = "login" }),
        new("circle", new CredentialProfileOptions { RoleArn = "arn", SourceProfile = "circle2" }),
        new("circle2", new CredentialProfileOptions { RoleArn = "arn", SourceProfile = "circle" }),
        new("plain", new CredentialProfileOptions()),
    }.ToDictionary(profile => profile.Name);

    [Theory]
    [InlineData("login", "", "log in with `aws sso login --profile login`")]
    [InlineData("role", "", "log in with `aws sso login --profile login`")]
    [InlineData("process", "", "check credential_process of profile process")]
    [InlineData("token", "", "check web_identity_token_file and role_arn of profile token, and the role's trust policy")]
    [InlineData("login", "AWS_WEB_IDENTITY_TOKEN_FILE", "check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and the role's trust policy")]
    [InlineData(
        "plain",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "check AWS_CONTAINER_CREDENTIALS_FULL_URI and the service that it names")]
    [InlineData(
        "plain", "", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE, or give the machine a role")]
    [InlineData(
        "gone", "", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE, or give the machine a role")]
    public void Of_Source_SaysWhatHelpsThere(string profile, string variable, string advice) =>
        CredentialAdvice.Of(Failed, name => name == variable ? "x" : null, Find(profile), Find).ShouldBe(advice);

    [Theory]
    [InlineData("process", "", "check credential_process of profile process")]
    [InlineData("processRole", "", "check credential_process of profile process")]
    [InlineData("process", "AWS_ACCESS_KEY_ID", Service)]
    [InlineData("process", "AWS_WEB_IDENTITY_TOKEN_FILE", Service)]
    [InlineData("login", "", Service)]
    [InlineData("gone", "", Service)]
    [InlineData(
        "gone",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "check AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and the service that it names")]
    public void OfLate_SourceThatDoesNotAnswer_SaysWhatToCheck(string profile, string variable, string advice) =>
        CredentialAdvice.OfLate(name => name == variable ? "x" : null, () => Find(profile), Find).ShouldBe(advice);

    [Fact]
    public void Of_LineOfAFileThatIsInvalid_IsToBeCorrected() =>
        CredentialAdvice.Of(new InvalidDataException("Line 3:<key> in file /h/config does not"), _ => null, Find("login"), Find)
            .ShouldBe("correct this line");

    [Fact]
    public void OfProfile_ProfilesThatNameEachOther_End() => CredentialAdvice.OfProfile(Find("circle"), Find).ShouldBeNull();

    [Fact]
    public void ForSigner_RefusalOfSts_IsNotTheSigners()
    {
        var refusal = new AmazonServiceException("denied") { ErrorCode = "AccessDenied" };

        CredentialAdvice.ForSigner(Failed, "log in").ShouldBe("; log in");
        CredentialAdvice.ForSigner(new AmazonClientException("no role", refusal), "log in").ShouldBeEmpty();
        CredentialAdvice.ForSigner(Failed, advice: null).ShouldBeEmpty();
    }

    private static CredentialProfile? Find(string name) => Profiles.GetValueOrDefault(name);
}
