using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Tests.Connections;

/// <summary>The reason of a failure decides whether a request is retried and which message the user sees.</summary>
public sealed class HttpFailureReasonTests
{
    public static TheoryData<string, HttpFailure, string, bool> Exceptions => new()
    {
        { "deadline", HttpFailure.NoResponse, "no answer in time", true },
        { "slow connection", HttpFailure.Unreachable, "no connection in time", true },
        { "refused", HttpFailure.Unreachable, "Connection refused", true },
        { "unknown host", HttpFailure.Unreachable, "no such host", true },
        { "proxy", HttpFailure.Unreachable, "the proxy says no", true },
        { "not HTTP", HttpFailure.UnexpectedResponse, "the answer is not HTTP", false },
        { "cut", HttpFailure.ConnectionLost, "the other end is gone", true },
        { "cut while reading", HttpFailure.ConnectionLost, "reset", true },
        { "certificate", HttpFailure.Untrusted, "the chain ends nowhere", false },
        {
            "no certificate, told after the handshake",
            HttpFailure.Untrusted,
            "the server wants a client certificate that it trusts, by client_cert and client_key (tlsv13 alert certificate required)",
            false
        },
        { "certificate, deep inside", HttpFailure.Untrusted, "the name does not fit", false },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Of_Exception_IsItsKindInWords(string name, HttpFailure failure, string text, bool isTransient)
    {
        var reason = HttpFailureReason.Of(ExceptionOf(name));

        (reason.Failure, reason.Text, reason.IsTransient, reason.Status).ShouldBe((failure, text, isTransient, null));
        reason.IsConnectionRefused.ShouldBe(name == "refused");
    }

    [Theory]
    [InlineData(100, HttpFailure.UnexpectedResponse)]
    [InlineData(301, HttpFailure.UnexpectedResponse)]
    [InlineData(307, HttpFailure.UnexpectedResponse)]
    [InlineData(400, HttpFailure.Refused)]
    [InlineData(401, HttpFailure.Denied)]
    [InlineData(403, HttpFailure.Denied)]
    [InlineData(404, HttpFailure.Missing)]
    [InlineData(409, HttpFailure.Refused)]
    [InlineData(412, HttpFailure.Unavailable)]
    [InlineData(413, HttpFailure.Refused)]
    [InlineData(429, HttpFailure.Throttled)]
    [InlineData(500, HttpFailure.Unavailable)]
    [InlineData(503, HttpFailure.Unavailable)]
    [InlineData(599, HttpFailure.Unavailable)]
    [InlineData(999, HttpFailure.Unavailable)]
    public void Of_Status_IsItsKind(int status, HttpFailure failure)
    {
        var reason = HttpFailureReason.Of((HttpStatusCode)status, "");

        (reason.Failure, reason.Text).ShouldBe((failure, $"status {status}"));
        reason.Status.ShouldBe((HttpStatusCode)status);
        reason.IsTransient.ShouldBe(failure is HttpFailure.Throttled or HttpFailure.Unavailable);
    }

    [Theory]
    [InlineData("", "status 500")]
    [InlineData(" \r\n\t ", "status 500")]
    [InlineData("  No cluster leader\n", "status 500: No cluster leader")]
    [InlineData("one\r\ntwo\u001b[31m\0", "status 500: one  two [31m ")]
    [InlineData("tab\tand\u0085next", "status 500: tab and next")]
    [InlineData("<!DOCTYPE html><h1>Bad gateway</h1>", "status 500")]
    [InlineData("\n  <html>", "status 500")]
    [InlineData("a < b", "status 500: a < b")]
    public void Of_StatusWithText_QuotesOneEscapedLine(string said, string text) =>
        HttpFailureReason.Of(HttpStatusCode.InternalServerError, said).Text.ShouldBe(text);

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    public void Of_StatusWithLongText_QuotesTheStartWithoutSplittingACharacter(string character)
    {
        var said = string.Concat(Enumerable.Repeat(character, 10_000));

        HttpFailureReason.Of(HttpStatusCode.BadGateway, said)
            .Text.ShouldBe("status 502: " + string.Concat(Enumerable.Repeat(character, 300)));
    }

    private static Exception ExceptionOf(string name) => name switch
    {
        "deadline" => new TaskCanceledException("A task was canceled.", new TimeoutException()),
        "slow connection" => new HttpRequestException(
            HttpRequestError.ConnectionError, "x", new OperationCanceledException("inner")),
        "refused" => new HttpRequestException(
            HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused)),
        "unknown host" => new HttpRequestException(
            HttpRequestError.NameResolutionError, "x", new InvalidOperationException("no such host")),
        "proxy" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "the proxy says no"),
        "not HTTP" => new HttpRequestException(HttpRequestError.InvalidResponse, "Received an invalid status line: 'secret'"),
        "cut" => new HttpRequestException(HttpRequestError.ResponseEnded, "x", new IOException("the other end is gone")),
        "cut while reading" => new IOException("x", new IOException("reset")),
        "certificate" => new HttpRequestException(
            HttpRequestError.SecureConnectionError, "x", new AuthenticationException("the chain ends nowhere")),
        "no certificate, told after the handshake" => new HttpRequestException(
            "x", new IOException("y", new CryptographicException("error:0A00045C:SSL routines::tlsv13 alert certificate required"))),
        _ => new IOException("x", new AuthenticationException("y", new InvalidOperationException("the name does not fit"))),
    };
}
