using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Confd.Flags.Service.Http;

/// <summary>The key at the end of a path.</summary>
internal static class PathKey
{
    /// <summary>Everything after a prefix is the key. Not all clients escape it; a blank or slash in it is accepted either way.</summary>
    /// <remarks>The server's path is not enough: it leaves escaped slashes as they are, and so cannot be unescaped again.</remarks>
    /// <param name="request">The request.</param>
    /// <param name="prefix">What the path starts with, unescaped, such as <c>/sdk/flags/</c>.</param>
    public static string After(HttpRequest request, string prefix)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.AsSpan();
        var query = target.IndexOf('?');
        target = query < 0 ? target : target[..query];
        var start = target.IndexOf(prefix, StringComparison.Ordinal);
        return start < 0 ? request.Path.Value![prefix.Length..] : Uri.UnescapeDataString(target[(start + prefix.Length)..]);
    }
}
