using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;

namespace Confd.Aws.Tests;

public sealed class FailureReasonTests
{
    [Fact]
    public void Of_ErrorOfTheService_IsItsCodeAndMessage() =>
        FailureReason.Of(new AmazonServiceException("Rate exceeded") { ErrorCode = "ThrottlingException" })
            .ShouldBe("ThrottlingException: Rate exceeded");

    [Fact]
    public void Of_InvalidNumber_OmitsTheValueThatDynamoDbQuotes() =>
        FailureReason.Of(new AmazonServiceException("The parameter cannot be converted to a numeric value: hunter2")
        {
            ErrorCode = "ValidationException",
        }).ShouldBe("ValidationException: The parameter cannot be converted to a numeric value");

    [Fact]
    public void Of_UnreadableResponse_NamesItsStatusOnly()
    {
        var unreadable = new AmazonUnmarshallingException(
            "id", "path", "{\"secret\":\"hunter2\"", new JsonException("hunter2"))
        { StatusCode = HttpStatusCode.OK };

        FailureReason.Of(unreadable).ShouldBe("the answer cannot be read (HTTP status 200)");
    }

    [Fact]
    public void Of_InvalidJson_DoesNotQuoteIt() =>
        FailureReason.Of(new JsonException("'hunter2' is an invalid start of a value")).ShouldBe("the answer is not JSON");

    [Fact]
    public void Of_Wrapped_IsTheInnermostCause()
    {
        var reset = new SocketException((int)SocketError.ConnectionReset);

        FailureReason.Of(new HttpRequestException("An error occurred", new IOException("reading", reset))).ShouldBe(reset.Message);
    }

    [Fact]
    public void Of_Cancelled_IsATimeout() =>
        FailureReason.Of(new TaskCanceledException("A task was canceled.")).ShouldBe("no answer in time");

    [Fact]
    public void Of_DisposedClient_ReportsIt() =>
        FailureReason.Of(new ObjectDisposedException("HttpClient")).ShouldBe("its client was disposed");

    [Fact]
    public void Of_UnexpectedExceptionOfTheRuntime_NamesItsTypeOnly() =>
        FailureReason.Of(new InvalidOperationException("hunter2")).ShouldBe("an unexpected InvalidOperationException");

    [Fact]
    public void Of_OwnException_IsItsMessage() =>
        FailureReason.Of(new AwsException(AwsFailure.NoRegion, "no AWS region is configured")).ShouldBe("no AWS region is configured");
}
