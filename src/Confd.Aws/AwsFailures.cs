using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.Runtime;
using Confd.Aws.Responses;

namespace Confd.Aws;

/// <summary>Classifies failed attempts by error codes and exception types, and determines whether a retry may succeed.</summary>
public static class AwsFailures
{
    // Names: the common errors of AWS's APIs, and those of each service's API reference.
    private static readonly Dictionary<string, AwsFailure> Codes = new(StringComparer.Ordinal)
    {
        ["ResourceNotFoundException"] = AwsFailure.Missing,
        ["NotFoundException"] = AwsFailure.Missing,
        ["AccessDeniedException"] = AwsFailure.AccessDenied,
        ["UnrecognizedClientException"] = AwsFailure.AccessDenied,
        ["MissingAuthenticationToken"] = AwsFailure.AccessDenied,
        ["MissingAuthenticationTokenException"] = AwsFailure.AccessDenied,
        ["InvalidSignatureException"] = AwsFailure.AccessDenied,
        ["IncompleteSignatureException"] = AwsFailure.AccessDenied,
        ["InvalidClientTokenId"] = AwsFailure.AccessDenied,
        ["RequestTimeTooSkewed"] = AwsFailure.ClockSkew,
        ["RequestExpired"] = AwsFailure.ClockSkew,
        ["RequestInTheFuture"] = AwsFailure.ClockSkew,
        ["ExpiredTokenException"] = AwsFailure.ExpiredCredentials,
        ["ExpiredToken"] = AwsFailure.ExpiredCredentials,
        ["ProvisionedThroughputExceededException"] = AwsFailure.Throttled,
        ["ThrottlingException"] = AwsFailure.Throttled,
        ["Throttling"] = AwsFailure.Throttled,
        ["TooManyRequestsException"] = AwsFailure.Throttled,
        ["RequestLimitExceeded"] = AwsFailure.Throttled,
        ["LimitExceededException"] = AwsFailure.Throttled,
        ["ValidationException"] = AwsFailure.InvalidRequest,
        ["InvalidParameterException"] = AwsFailure.InvalidRequest,
        ["InvalidRequestException"] = AwsFailure.InvalidRequest,
        ["SerializationException"] = AwsFailure.InvalidRequest,
        ["InternalServiceError"] = AwsFailure.ServerError,
        ["InternalServerError"] = AwsFailure.ServerError,
        ["KMSInternalException"] = AwsFailure.ServerError,
        ["DependencyTimeoutException"] = AwsFailure.ServerError,
    };

    /// <summary>The kind of failure of an exception.</summary>
    public static AwsFailure Classify(Exception exception) => exception switch
    {
        AwsException known => known.Failure,
        ResponseException answer => answer.Failure,
        AmazonUnmarshallingException or JsonException => AwsFailure.Interrupted,
        AmazonServiceException service => OfService(service),
        OperationCanceledException or TimeoutException => AwsFailure.TimedOut,
        _ when IsUntrusted(exception) => AwsFailure.Untrusted,
        _ when FindSocketError(exception) is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain => AwsFailure.Unreachable,
        HttpRequestException or IOException or SocketException => AwsFailure.Interrupted,
        AmazonClientException wrong when HasNoEndpoint(wrong.Message) => AwsFailure.InvalidRequest,
        AmazonClientException => AwsFailure.Interrupted,
        _ => AwsFailure.Unknown,
    };

    /// <summary>True where a retry may succeed.</summary>
    public static bool IsTransient(AwsFailure failure) => failure
        is AwsFailure.Throttled
        or AwsFailure.Unreachable
        or AwsFailure.Interrupted
        or AwsFailure.TimedOut
        or AwsFailure.ServerError
        or AwsFailure.ExpiredCredentials
        or AwsFailure.ClockSkew;

    // The rules by which the SDK finds a service's address: no request was sent, and none will be.
    private static bool HasNoEndpoint(string message) =>
        message.StartsWith("Invalid Configuration: ", StringComparison.Ordinal)
        || message.Contains("but this partition does not support", StringComparison.Ordinal)
        || message.StartsWith("Endpoint override is not supported", StringComparison.Ordinal);

    // The SDK leaves the status at this value where there was no response at all.
    private const HttpStatusCode NoStatus = default;

    private static AwsFailure OfService(AmazonServiceException exception)
    {
        if (IsClockSkew(exception))
        {
            return AwsFailure.ClockSkew;
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
            ? AwsFailure.ServerError
            : AwsFailure.Unknown;
    }

    // "Signature expired: 20260101T000000Z is now earlier than ..." and "Signature not yet current: ...", with the code of a wrong secret.
    private static bool IsClockSkew(AmazonServiceException exception) =>
        exception.ErrorCode is "InvalidSignatureException" or "SignatureDoesNotMatch"
        && (exception.Message.Contains("Signature expired", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("not yet current", StringComparison.OrdinalIgnoreCase));

    // A handshake that the server ends is an IOException and may succeed on retry; one that this side rejects may not.
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
