using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Http;

/// <summary>The path below which clients reach the service, where a proxy or a host takes it away before it passes requests on.</summary>
internal static class OuterPath
{
    private const string Header = "X-Forwarded-Prefix";
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@%/");

    /// <summary>The path, such as <c>/flags</c>, without a slash at its end; empty where there is none. It only ends up in the answer to
    /// the request that stated it. What is not a path, such as the address of another server, is ignored.</summary>
    public static string Of(HttpRequest request)
    {
        var forwarded = request.Headers[Header] is [{ } text] ? text.TrimEnd('/') : "";
        var isPath = forwarded.Length <= MaxLength
            && forwarded.StartsWith('/')
            && !forwarded.StartsWith("//", StringComparison.Ordinal)
            && !forwarded.AsSpan().ContainsAnyExcept(Allowed);
        return (isPath ? forwarded : "") + request.PathBase.ToUriComponent();
    }
}
