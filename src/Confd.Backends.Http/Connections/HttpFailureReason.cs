using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confd.Backends.Http.Connections;

/// <summary>From what went wrong with one request to its kind and its words.</summary>
/// <param name="Failure">The kind.</param>
/// <param name="Text">What happened, in words that hold no value and no token.</param>
internal sealed record HttpFailureReason(HttpFailure Failure, string Text)
{
    private const int LongestQuote = 300;

    /// <summary>True where nothing listens: what is refused now is refused a moment later too.</summary>
    public bool IsConnectionRefused { get; private init; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>True where the same request may succeed a moment later.</summary>
    public bool MayPass => Failure <= HttpFailure.Unavailable;

    /// <summary>What an exception of the client means.</summary>
    public static HttpFailureReason Of(Exception exception)
    {
        var innermost = exception.GetBaseException();
        if (TlsFiles.DisagreementIn(exception) is { } disagreement)
        {
            return new(HttpFailure.Untrusted, disagreement);
        }

        return exception switch
        {
            OperationCanceledException => new(HttpFailure.NoAnswer, "no answer in time"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new(
                HttpFailure.Unreachable, innermost is OperationCanceledException ? "no connection in time" : innermost.Message)
            {
                IsConnectionRefused = innermost is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                    or FileNotFoundException,
            },
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new(HttpFailure.Unreachable, exception.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new(
                HttpFailure.ForeignAnswer, "the answer is not HTTP"),
            _ => new(HttpFailure.ConnectionLost, innermost.Message),
        };
    }

    /// <summary>What a status means.</summary>
    /// <param name="status">Of an answer that is none of those expected.</param>
    /// <param name="said">What the server says in it; quoted in part.</param>
    public static HttpFailureReason Of(HttpStatusCode status, string said)
    {
        var failure = (int)status switch
        {
            401 or 403 => HttpFailure.Denied,
            404 => HttpFailure.Missing,
            429 => HttpFailure.Throttled,

            // Of Vault: a node that has not heard yet what another did, such as a login.
            412 or >= 500 => HttpFailure.Unavailable,
            >= 400 => HttpFailure.Refused,
            _ => HttpFailure.ForeignAnswer,
        };
        return new(failure, $"status {(int)status}{Quoted(said)}") { Status = status };
    }

    private static string Quoted(string said)
    {
        var line = new StringBuilder();
        foreach (var rune in said.Trim().EnumerateRunes().Take(LongestQuote))
        {
            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        // A page for people is not what a server of this kind says.
        return line.Length == 0 || line[0] == '<' ? "" : $": {line}";
    }
}
