using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Confd.Aws.Json;
using Confd.Aws.Responses;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Json;

public sealed class ServiceRequestLoopTests
{
    private readonly RecordedLog _log = new();

    public static TheoryData<Exception, string> Failures => new()
    {
        { Service("AccessDeniedException"), "; check the credentials, and allow kms:Decrypt in their IAM policy" },
        { Service("ExpiredTokenException"), "; renew the credentials" },
        { Service("ThrottlingException"), "; ask less often, or raise the account's quota" },
        { Service("RequestTimeTooSkewed"), "; set this machine's clock" },
        { Service("ValidationException"), "" },
        {
            new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)),
            "; check the network and the region, and AWS_ENDPOINT_URL_KMS where it is set"
        },
        {
            new ResponseException(AwsFailure.UnexpectedResponse, "a page"),
            "; check what is between here and AWS: HTTPS_PROXY and AWS_ENDPOINT_URL_KMS where they are set"
        },
        {
            new HttpRequestException("no", new AuthenticationException("no")),
            "; check the endpoint's name and scheme, this machine's certificates (SSL_CERT_FILE) and clock, "
            + "and HTTPS_PROXY where it is set"
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Run_Failure_ReportsTheRemedy(Exception error, string hint)
    {
        var failed = await Should.ThrowAsync<AwsException>(() => FailAsync(error, attempts: 1));

        failed.Message.ShouldStartWith("operation error KMS: Decrypt: ");
        failed.Message.ShouldEndWith($" (1 attempt){hint}");
        failed.InnerException.ShouldBe(error);
        failed.Code.ShouldBe((error as AmazonServiceException)?.ErrorCode);
    }

    [Fact]
    public async Task Run_TransientFailure_IsLoggedWithEachRetryAndCounted()
    {
        var failed = await Should.ThrowAsync<AwsException>(() => FailAsync(new IOException("reset"), attempts: 3));

        failed.Message.ShouldBe("operation error KMS: Decrypt: reset (3 attempts)");
        _log.Lines.ShouldBe(
        [
            "Debug Retrying a request to AWS [KMS Decrypt, attempt 1, in 0 ms: Interrupted]",
            "Debug Retrying a request to AWS [KMS Decrypt, attempt 2, in 0 ms: Interrupted]",
        ]);
    }

    private static AmazonServiceException Service(string code) => new("no") { ErrorCode = code };

    private Task<int> FailAsync(Exception error, int attempts)
    {
        var retry = new AwsRetryOptions { MaxAttempts = attempts, Random = () => 0 };
        var loop = new ServiceRequestLoop(AwsService.KeyManagement, new AwsJsonOptions { Retry = retry, Logger = _log });
        return loop.RunAsync<int>("Decrypt", _ => throw error, Cancellation);
    }
}
