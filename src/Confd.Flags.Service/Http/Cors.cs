using System.Buffers;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Service.Http;

/// <summary>Allows requests by pages of other origins. Also on errors: a page that may not read the response treats it as a network failure
/// and retries.</summary>
/// <param name="origins">The allowed origins; empty: all. Cookies are ignored, so that access depends on the keys only.</param>
internal sealed class Cors(IReadOnlyList<string> origins)
{
    // In the browsers' notation: without the slash that an address may end with.
    private readonly string[] _origins =
        origins.Contains(PageOrigin.Any, StringComparer.Ordinal) ? [] : [.. origins.Select(origin => origin.TrimEnd('/'))];

    private static readonly StringValues Headers =
        "Cache-Control,Content-Type,Content-Length,Content-Encoding,Accept-Encoding,Authorization,If-None-Match,X-API-Key,Last-Event-ID,"
        + "X-LaunchDarkly-User-Agent,X-LaunchDarkly-Payload-ID,X-LaunchDarkly-Wrapper,X-LaunchDarkly-Event-Schema,X-LaunchDarkly-Tags,"
        + "X-LaunchDarkly-Instance-Id,traceparent,tracestate";

    private const int MaxRequestedLength = 2048;
    private static readonly SearchValues<char> HeaderCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~, ");

    private static readonly StringValues Exposed = "Date,ETag,Retry-After,X-LD-FD-Fallback,X-LD-EnvID";
    private static readonly StringValues Any = "*";

    /// <summary>Sets the headers of a response to a page.</summary>
    public void Allow(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (_origins.Length > 0)
        {
            // Also for responses to others: a cached one must not be returned to a page.
            headers.Append("Vary", "Origin");
        }

        if (context.Request.Headers.Origin is not [{ } origin])
        {
            return;
        }

        headers.AccessControlAllowOrigin = _origins.Length == 0 ? Any
            : _origins.Contains(origin, StringComparer.OrdinalIgnoreCase) ? origin
            : _origins[0];

        headers.AccessControlExposeHeaders = Exposed;
    }

    /// <summary>Handles a preflight request of a browser, which has no key.</summary>
    /// <param name="context">The request.</param>
    /// <param name="methods">The allowed methods, such as <c>GET,OPTIONS</c>.</param>
    public Task AnswerPreflightAsync(HttpContext context, string methods)
    {
        Allow(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = RequestedHeaders(context.Request) is { } requested ? requested : Headers;
        headers.Append("Vary", "Access-Control-Request-Headers");
        headers.AccessControlMaxAge = "300";
        headers.Allow = methods;
        return Answers.SendEmptyAsync(context, StatusCodes.Status200OK);
    }

    // Pages send headers of their own, such as those of their tracing, and a browser sends nothing if one of them is not allowed. They
    // protect nothing here.
    private static string? RequestedHeaders(HttpRequest request) =>
        request.Headers.AccessControlRequestHeaders is [{ Length: > 0 and <= MaxRequestedLength } requested]
        && !requested.AsSpan().ContainsAnyExcept(HeaderCharacters)
            ? requested
            : null;
}
