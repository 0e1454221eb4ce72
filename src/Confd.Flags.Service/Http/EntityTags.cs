using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Http;

/// <summary>Compares entity tags weakly, as <c>If-None-Match</c> requires (RFC 9110, 13.1.2).</summary>
internal static class EntityTags
{
    /// <summary>True if the request contains that tag: alone, in a list, or as <c>*</c>.</summary>
    public static bool IsKnown(HttpRequest request, string tag)
    {
        var wanted = Strong(tag);
        foreach (var line in request.Headers.IfNoneMatch)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var known = line.AsSpan()[range].Trim();
                if (known is "*" || Strong(known).SequenceEqual(wanted))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Strong(ReadOnlySpan<char> tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
