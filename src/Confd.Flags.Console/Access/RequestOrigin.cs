using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Access;

/// <summary>Determines the origin of a request, from headers that browsers set and pages cannot forge.</summary>
internal static class RequestOrigin
{
    private const string SameOrigin = "same-origin";

    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"];

    /// <summary>True if a proxy has visibly forwarded the request, so that its origin is unknown. No browser uses HTTP/1.0; nginx, which
    /// adds no header by default, does.</summary>
    public static bool IsPassedOn(HttpRequest request) =>
        HttpProtocol.IsHttp10(request.Protocol) || ProxyHeaders.Any(request.Headers.ContainsKey);

    /// <summary>True for a form sent by a page of this origin.</summary>
    public static bool IsFromOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"];
        return origin.Count == 1
            && Uri.TryCreate(origin[0], UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && string.Equals(uri.Authority, Authority(request, uri.Scheme), StringComparison.OrdinalIgnoreCase)
            && (site.Count == 0 || site == SameOrigin);
    }

    /// <summary>True where a link on another site leads here: the browser then does not send the session's cookie.</summary>
    public static bool IsFollowedFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"] == "cross-site";

    /// <summary>True where the browser uses TLS, to this process or to a proxy in front.</summary>
    public static bool IsSecure(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https";

    // In the browser's notation: without the scheme's default port.
    private static string Authority(HttpRequest request, string scheme) =>
        Uri.TryCreate($"{scheme}://{request.Host.Value}", UriKind.Absolute, out var uri) ? uri.Authority : "";
}
