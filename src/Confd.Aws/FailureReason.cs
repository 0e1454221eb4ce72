using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.Runtime;

namespace Confd.Aws;

/// <summary>Describes in words why an attempt failed.</summary>
public static class FailureReason
{
    /// <summary>One sentence without a full stop; it quotes no value.</summary>
    public static string Of(Exception cause) => cause switch
    {
        // Its message contains the response with its values.
        AmazonUnmarshallingException unreadable => $"the answer cannot be read (HTTP status {(int)unreadable.StatusCode})",
        AmazonServiceException { ErrorCode.Length: > 0 } service => $"{service.ErrorCode}: {WithoutValue(service.Message)}",
        OperationCanceledException { InnerException: AwsException awaited } => awaited.Message,
        OperationCanceledException => "no answer in time",
        _ => cause.GetBaseException() switch
        {
            AmazonServiceException
                or AmazonClientException
                or IOException
                or SocketException
                or HttpRequestException
                or AuthenticationException
                or TimeoutException or UnauthorizedAccessException => cause.GetBaseException().Message,
            JsonException => "the answer is not JSON",
            ObjectDisposedException => "its client was disposed",
            var unknown when unknown.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) != true => unknown.Message,
            var unknown => $"an unexpected {unknown.GetType().Name}",
        },
    };

    // DynamoDB quotes an invalid number.
    private static string WithoutValue(string message)
    {
        const string Number = "cannot be converted to a numeric value";
        var end = message.IndexOf(Number, StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + Number.Length)];
    }
}
