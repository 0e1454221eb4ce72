using Confd.Engine.Observing;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Http.Status;

/// <summary>The status page: <c>/</c> with its style sheet and script, <c>/status.json</c>, <c>/status/events</c>; GET and HEAD.</summary>
internal sealed class StatusPage(StatusBoard board, MetricCollector metrics, TimeProvider clock)
{
    // Everything comes from this program: no inline or external content, no framing.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private readonly StatusEvents _events = new(board, clock);
    private readonly StatusAsset _page = new("status.html", "text/html; charset=utf-8");
    private readonly StatusAsset _style = new("status.css", "text/css; charset=utf-8");
    private readonly StatusAsset _script = new("status.js", "text/javascript; charset=utf-8");

    /// <summary>True for the page's own paths.</summary>
    public static bool Serves(string? path) => path is "/" or "/status.css" or "/status.js" or "/status.json" or "/status/events";

    /// <summary>Answers a request for one of the page's paths.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ending">Ends streams when the server stops.</param>
    public Task HandleAsync(HttpContext context, CancellationToken ending)
    {
        AddHeaders(context.Response.Headers);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        return (string?)context.Request.Path switch
        {
            "/status.json" => WholeResponse.SendAsync(context, StatusCodes.Status200OK, "application/json", Json()),
            "/status/events" => StreamAsync(context, ending),
            "/status.css" => WholeResponse.SendAsync(context, StatusCodes.Status200OK, _style.ContentType, _style.Content),
            "/status.js" => WholeResponse.SendAsync(context, StatusCodes.Status200OK, _script.ContentType, _script.Content),
            _ => WholeResponse.SendAsync(context, StatusCodes.Status200OK, _page.ContentType, _page.Content),
        };
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private ReadOnlyMemory<byte> Json() =>
        StatusJson.Write(board.Current, TableFigures.From(metrics), BuildVersion.Number, clock.GetUtcNow());

    private async Task StreamAsync(HttpContext context, CancellationToken ending)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            return;
        }

        if (!await _events.TryStreamAsync(context, ending))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
        }
    }
}
