using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.Runtime;
using Confd.DynamoDb.Answers;

namespace Confd.DynamoDb;

/// <summary>Decides, from error codes and exception types, what a failed attempt means and whether another one may succeed.</summary>
internal static class FailureClassifier
{
    // Names: DynamoDB developer guide, "Error handling with DynamoDB", and the common errors of AWS's APIs.
    private static readonly Dictionary<string, DynamoDbFailure> Codes = new(StringComparer.Ordinal)
    {
        ["ResourceNotFoundException"] = DynamoDbFailure.TableMissing,
        ["AccessDeniedException"] = DynamoDbFailure.AccessDenied,
        ["UnrecognizedClientException"] = DynamoDbFailure.AccessDenied,
        ["MissingAuthenticationToken"] = DynamoDbFailure.AccessDenied,
        ["MissingAuthenticationTokenException"] = DynamoDbFailure.AccessDenied,
        ["InvalidSignatureException"] = DynamoDbFailure.AccessDenied,
        ["IncompleteSignatureException"] = DynamoDbFailure.AccessDenied,
        ["InvalidClientTokenId"] = DynamoDbFailure.AccessDenied,
        ["RequestTimeTooSkewed"] = DynamoDbFailure.ClockSkew,
        ["RequestExpired"] = DynamoDbFailure.ClockSkew,
        ["RequestInTheFuture"] = DynamoDbFailure.ClockSkew,
        ["ExpiredTokenException"] = DynamoDbFailure.ExpiredCredentials,
        ["ExpiredToken"] = DynamoDbFailure.ExpiredCredentials,
        ["ProvisionedThroughputExceededException"] = DynamoDbFailure.Throttled,
        ["ThrottlingException"] = DynamoDbFailure.Throttled,
        ["Throttling"] = DynamoDbFailure.Throttled,
        ["RequestLimitExceeded"] = DynamoDbFailure.Throttled,
        ["LimitExceededException"] = DynamoDbFailure.Throttled,
        ["ConditionalCheckFailedException"] = DynamoDbFailure.ConditionFailed,
        ["ItemCollectionSizeLimitExceededException"] = DynamoDbFailure.ItemTooLarge,
        ["ValidationException"] = DynamoDbFailure.InvalidRequest,
        ["SerializationException"] = DynamoDbFailure.InvalidRequest,
        ["TrimmedDataAccessException"] = DynamoDbFailure.StreamPositionLost,
        ["ExpiredIteratorException"] = DynamoDbFailure.StreamPositionLost,
    };

    public static DynamoDbFailure Classify(Exception exception) => exception switch
    {
        DynamoDbException known => known.Failure,
        AnswerException answer => answer.Failure,
        AmazonUnmarshallingException or JsonException => DynamoDbFailure.Interrupted,
        AmazonServiceException service => OfService(service),
        OperationCanceledException or TimeoutException => DynamoDbFailure.TimedOut,
        _ when IsUntrusted(exception) => DynamoDbFailure.Untrusted,
        _ when FindSocketError(exception) is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain => DynamoDbFailure.Unreachable,
        HttpRequestException or IOException or SocketException => DynamoDbFailure.Interrupted,
        AmazonClientException => DynamoDbFailure.Interrupted,
        _ => DynamoDbFailure.Unknown,
    };

    public static bool MayPass(DynamoDbFailure failure) => failure
        is DynamoDbFailure.Throttled
        or DynamoDbFailure.Unreachable
        or DynamoDbFailure.Interrupted
        or DynamoDbFailure.TimedOut
        or DynamoDbFailure.ServerError
        or DynamoDbFailure.ExpiredCredentials
        or DynamoDbFailure.ClockSkew;

    // The SDK leaves the status at this where no answer came at all.
    private const HttpStatusCode NoStatus = default;

    private static DynamoDbFailure OfService(AmazonServiceException exception)
    {
        // DynamoDB: "Item size has exceeded the maximum allowed size", with the code of every wrong request.
        if (exception.ErrorCode == "ValidationException" && exception.Message.Contains("Item size", StringComparison.OrdinalIgnoreCase))
        {
            return DynamoDbFailure.ItemTooLarge;
        }

        if (IsClockSkew(exception))
        {
            return DynamoDbFailure.ClockSkew;
        }

        if (exception.ErrorCode is not null && Codes.TryGetValue(exception.ErrorCode, out var failure))
        {
            return failure;
        }

        if (exception.InnerException is HttpRequestException { InnerException: not null } transport && exception.StatusCode == NoStatus)
        {
            return Classify(transport);
        }

        return exception.StatusCode >= HttpStatusCode.InternalServerError || exception.StatusCode == NoStatus
            ? DynamoDbFailure.ServerError
            : DynamoDbFailure.Unknown;
    }

    // "Signature expired: 20260101T000000Z is now earlier than ..." and "Signature not yet current: ...", with the code of a wrong secret.
    private static bool IsClockSkew(AmazonServiceException exception) =>
        exception.ErrorCode is "InvalidSignatureException" or "SignatureDoesNotMatch"
        && (exception.Message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("not yet current", StringComparison.OrdinalIgnoreCase));

    // The other side's end of a handshake is an IOException and may pass; a refusal of ours does not.
    private static bool IsUntrusted(Exception? exception)
    {
        while (exception is not (null or AuthenticationException))
        {
            exception = exception.InnerException;
        }

        return exception is not null;
    }

    private static SocketError? FindSocketError(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}
