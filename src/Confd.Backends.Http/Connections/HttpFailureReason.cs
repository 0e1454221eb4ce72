using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confd.Backends.Http.Connections;

/// <summary>The kind and the description of a request's failure.</summary>
/// <param name="Failure">The kind.</param>
/// <param name="Text">The description, without values and tokens.</param>
internal sealed record HttpFailureReason(HttpFailure Failure, string Text)
{
    private const int MaxQuoteLength = 300;

    /// <summary>True where no server listens: an immediate retry would be refused too.</summary>
    public bool IsConnectionRefused { get; private init; }

    /// <summary>The status of the response; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>True where a retry may succeed.</summary>
    public bool IsTransient => Failure <= HttpFailure.Unavailable;

    /// <summary>Classifies an exception of the client.</summary>
    public static HttpFailureReason Of(Exception exception)
    {
        var innermost = exception.GetBaseException();
        if (TlsFiles.DescribeTlsFailure(exception) is { } disagreement)
        {
            return new(HttpFailure.Untrusted, disagreement);
        }

        return exception switch
        {
            OperationCanceledException => new(HttpFailure.NoResponse, "no answer in time"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new(
                HttpFailure.Unreachable, innermost is OperationCanceledException ? "no connection in time" : innermost.Message)
            {
                IsConnectionRefused = innermost is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                    or FileNotFoundException,
            },
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new(HttpFailure.Unreachable, exception.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new(
                HttpFailure.UnexpectedResponse, "the answer is not HTTP"),
            _ => new(HttpFailure.ConnectionLost, innermost.Message),
        };
    }

    /// <summary>Classifies a status.</summary>
    /// <param name="status">The status of an unexpected response.</param>
    /// <param name="said">The server's message; quoted in part.</param>
    public static HttpFailureReason Of(HttpStatusCode status, string said)
    {
        var failure = (int)status switch
        {
            401 or 403 => HttpFailure.Denied,
            404 => HttpFailure.Missing,
            429 => HttpFailure.Throttled,

            // From Vault: a node that has not received another node's changes yet, such as a login.
            412 or >= 500 => HttpFailure.Unavailable,
            >= 400 => HttpFailure.Refused,
            _ => HttpFailure.UnexpectedResponse,
        };
        return new(failure, $"status {(int)status}{Quoted(said)}") { Status = status };
    }

    private static string Quoted(string said)
    {
        var line = new StringBuilder();
        foreach (var rune in said.Trim().EnumerateRunes().Take(MaxQuoteLength))
        {
            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        // A page for people is not a message of such a server.
        return line.Length == 0 || line[0] == '<' ? "" : $": {line}";
    }
}
