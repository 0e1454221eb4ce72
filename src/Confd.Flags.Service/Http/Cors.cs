using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Service.Http;

/// <summary>Lets pages of other origins ask. On errors too: a page that may not read the answer takes it for a broken network and tries
/// again.</summary>
/// <param name="origins">The origins that may ask; empty: all. No cookies are looked at, so that it is the keys that protect.</param>
internal sealed class Cors(IReadOnlyList<string> origins)
{
    // As browsers write them: without the slash that an address may end with.
    private readonly string[] _origins = [.. origins.Select(origin => origin.TrimEnd('/'))];

    private static readonly StringValues Headers =
        "Cache-Control,Content-Type,Content-Length,Content-Encoding,Accept-Encoding,Authorization,If-None-Match,X-API-Key,Last-Event-ID,"
        + "X-LaunchDarkly-User-Agent,X-LaunchDarkly-Payload-ID,X-LaunchDarkly-Wrapper,X-LaunchDarkly-Event-Schema,X-LaunchDarkly-Tags,"
        + "X-LaunchDarkly-Instance-Id,traceparent,tracestate";

    private static readonly StringValues Exposed = "Date,ETag,Retry-After,X-LD-FD-Fallback,X-LD-EnvID";
    private static readonly StringValues Any = "*";

    /// <summary>Sets the headers of an answer to a page.</summary>
    public void Allow(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (_origins.Length > 0)
        {
            // Of answers to others too: what is kept of one must not be given to a page.
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

    /// <summary>Answers a question of a browser before a request; nobody shows a key with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="methods">What may be done there, such as <c>GET,OPTIONS</c>.</param>
    public Task AnswerPreflightAsync(HttpContext context, string methods)
    {
        Allow(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlMaxAge = "300";
        headers.Allow = methods;
        return Answers.SendEmptyAsync(context, StatusCodes.Status200OK);
    }
}
