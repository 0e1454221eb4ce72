using System.Net;

namespace Confd.Backends.Http;

/// <summary>A request to a server failed for good: the cause behind a <see cref="KeyBackendException"/>.</summary>
/// <remarks>The message names server, request and reason; it holds no value, token or password.</remarks>
public sealed class HttpBackendException : Exception
{
    internal HttpBackendException(HttpFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public HttpFailure Failure { get; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How many times the request was sent.</summary>
    public int Attempts { get; init; } = 1;
}
