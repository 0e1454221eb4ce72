using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.Runtime;
using Confd.Aws.Responses;

namespace Confd.Aws.Tests;

public sealed class AwsFailuresTests
{
    [Theory]
    [InlineData("ResourceNotFoundException", AwsFailure.Missing)]
    [InlineData("AccessDeniedException", AwsFailure.AccessDenied)]
    [InlineData("UnrecognizedClientException", AwsFailure.AccessDenied)]
    [InlineData("ExpiredTokenException", AwsFailure.ExpiredCredentials)]
    [InlineData("ThrottlingException", AwsFailure.Throttled)]
    [InlineData("LimitExceededException", AwsFailure.Throttled)]
    [InlineData("ValidationException", AwsFailure.InvalidRequest)]
    [InlineData("InternalServerError", AwsFailure.ServerError)]
    [InlineData("RequestTimeTooSkewed", AwsFailure.ClockSkew)]
    public void Classify_CodeOfTheService_WinsOverTheStatus(string code, AwsFailure failure)
    {
        AwsFailures.Classify(Service(code, HttpStatusCode.BadRequest)).ShouldBe(failure);
        AwsFailures.Classify(Service(code, HttpStatusCode.ServiceUnavailable)).ShouldBe(failure);
    }

    [Theory]
    [InlineData("InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than ...", AwsFailure.ClockSkew)]
    [InlineData("SignatureDoesNotMatch", "Signature not yet current: 20260101T001000Z", AwsFailure.ClockSkew)]
    [InlineData("InvalidSignatureException", "The request signature does not match", AwsFailure.AccessDenied)]
    [InlineData("AccessDeniedException", "Signature expired", AwsFailure.AccessDenied)]
    public void Classify_ExpiredSignature_IsClockSkewAndNotAWrongSecret(string code, string message, AwsFailure failure) =>
        AwsFailures.Classify(Service(code, HttpStatusCode.Forbidden, message)).ShouldBe(failure);

    [Theory]
    [InlineData(null, HttpStatusCode.InternalServerError, AwsFailure.ServerError)]
    [InlineData("NobodyKnows", HttpStatusCode.BadGateway, AwsFailure.ServerError)]
    [InlineData("NobodyKnows", HttpStatusCode.BadRequest, AwsFailure.Unknown)]
    [InlineData(null, (HttpStatusCode)0, AwsFailure.ServerError)]
    public void Classify_UnknownCode_IsClassifiedByTheStatus(string? code, HttpStatusCode status, AwsFailure failure) =>
        AwsFailures.Classify(Service(code, status)).ShouldBe(failure);

    // The words of the SDK's rules for addresses.
    [Theory]
    [InlineData("Invalid Configuration: FIPS and custom endpoint are not supported", AwsFailure.InvalidRequest)]
    [InlineData("Invalid Configuration: Dualstack and custom endpoint are not supported", AwsFailure.InvalidRequest)]
    [InlineData("DualStack is enabled but this partition does not support DualStack", AwsFailure.InvalidRequest)]
    [InlineData("FIPS and DualStack are enabled, but this partition does not support one or both", AwsFailure.InvalidRequest)]
    [InlineData("Endpoint override is not supported for dual-stack endpoints.", AwsFailure.InvalidRequest)]
    [InlineData("Unable to get IAM security credentials from EC2 Instance Metadata Service.", AwsFailure.Interrupted)]
    public void Classify_ServiceWithoutAnAddress_DoesNotPass(string message, AwsFailure failure)
    {
        AwsFailures.Classify(new AmazonClientException(message)).ShouldBe(failure);
        AwsFailures.IsTransient(failure).ShouldBe(failure == AwsFailure.Interrupted);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, AwsFailure.Unreachable)]
    [InlineData(SocketError.HostNotFound, AwsFailure.Unreachable)]
    [InlineData(SocketError.NetworkUnreachable, AwsFailure.Unreachable)]
    [InlineData(SocketError.TryAgain, AwsFailure.Unreachable)]
    [InlineData(SocketError.ConnectionReset, AwsFailure.Interrupted)]
    public void Classify_NoResponse_IsTheInnerSocketError(SocketError error, AwsFailure failure)
    {
        var transport = new HttpRequestException("no", new IOException("no", new SocketException((int)error)));

        AwsFailures.Classify(transport).ShouldBe(failure);
        AwsFailures.Classify(new AmazonServiceException("no", transport)).ShouldBe(failure);
    }

    [Fact]
    public void Classify_RefusedCertificate_IsUntrustedAndPermanent()
    {
        var refused = new HttpRequestException("TLS", new AuthenticationException("RemoteCertificateNameMismatch"));

        AwsFailures.Classify(refused).ShouldBe(AwsFailure.Untrusted);
        AwsFailures.Classify(new AmazonServiceException("no", refused)).ShouldBe(AwsFailure.Untrusted);
        AwsFailures.IsTransient(AwsFailure.Untrusted).ShouldBeFalse();
    }

    [Fact]
    public void Classify_ServiceErrorAfterATransportError_IsTheServiceError() =>
        AwsFailures.Classify(
            new AmazonServiceException("no", new HttpRequestException("no", new SocketException((int)SocketError.HostNotFound)))
            {
                StatusCode = HttpStatusCode.InternalServerError,
            }).ShouldBe(AwsFailure.ServerError);

    [Fact]
    public void Classify_OtherExceptions_AreClassifiedByType()
    {
        AwsFailures.Classify(new AwsException(AwsFailure.NoRegion, "no")).ShouldBe(AwsFailure.NoRegion);
        AwsFailures.Classify(new ResponseException(AwsFailure.UnexpectedResponse, "no")).ShouldBe(AwsFailure.UnexpectedResponse);
        AwsFailures.Classify(new TaskCanceledException()).ShouldBe(AwsFailure.TimedOut);
        AwsFailures.Classify(new TimeoutException()).ShouldBe(AwsFailure.TimedOut);
        AwsFailures.Classify(new JsonException()).ShouldBe(AwsFailure.Interrupted);
        AwsFailures.Classify(new IOException()).ShouldBe(AwsFailure.Interrupted);
        AwsFailures.Classify(new AmazonClientException("no")).ShouldBe(AwsFailure.Interrupted);
        AwsFailures.Classify(new InvalidOperationException()).ShouldBe(AwsFailure.Unknown);
    }

    [Theory]
    [InlineData(AwsFailure.Throttled, true)]
    [InlineData(AwsFailure.Interrupted, true)]
    [InlineData(AwsFailure.ExpiredCredentials, true)]
    [InlineData(AwsFailure.AccessDenied, false)]
    [InlineData(AwsFailure.Missing, false)]
    [InlineData(AwsFailure.InvalidRequest, false)]
    [InlineData(AwsFailure.UnexpectedResponse, false)]
    [InlineData(AwsFailure.Unknown, false)]
    public void MayPass_Failure_IsTrueForTransientFailures(AwsFailure failure, bool isTransient) =>
        AwsFailures.IsTransient(failure).ShouldBe(isTransient);

    private static AmazonServiceException Service(string? code, HttpStatusCode status, string message = "no") =>
        new(message) { ErrorCode = code, StatusCode = status };
}
