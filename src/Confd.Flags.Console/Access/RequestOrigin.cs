using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Access;

/// <summary>Whether a request comes from a page of this console, by what browsers say of it and pages cannot forge.</summary>
internal static class RequestOrigin
{
    private const string SameOrigin = "same-origin";

    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"];

    /// <summary>True for what a proxy has passed on, as far as it shows: it may come from anywhere. No browser asks by HTTP/1.0; nginx,
    /// which adds no header by itself, does.</summary>
    public static bool IsPassedOn(HttpRequest request) =>
        HttpProtocol.IsHttp10(request.Protocol) || ProxyHeaders.Any(request.Headers.ContainsKey);

    /// <summary>True for a form that a page of this origin sent.</summary>
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

    /// <summary>True where another site's link leads here: the browser keeps the session's cookie back then.</summary>
    public static bool IsFollowedFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"] == "cross-site";

    /// <summary>True where the browser asked over TLS, here or at a proxy in front.</summary>
    public static bool IsSecure(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https";

    // As the browser writes it: without the scheme's own port.
    private static string Authority(HttpRequest request, string scheme) =>
        Uri.TryCreate($"{scheme}://{request.Host.Value}", UriKind.Absolute, out var uri) ? uri.Authority : "";
}
