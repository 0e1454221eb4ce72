using System.Net;

namespace Confd.Backends.Http;

/// <summary>A request to a server failed permanently: the cause of a <see cref="KeyBackendException"/>.</summary>
/// <remarks>The message names server, request and reason; it holds no value, token or password.</remarks>
public sealed class HttpBackendException : Exception
{
    internal HttpBackendException(HttpFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public HttpFailure Failure { get; }

    /// <summary>The status of the response; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; } = 1;
}
