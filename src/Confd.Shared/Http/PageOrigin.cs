using System.Buffers;
using System.Text;

namespace Confd.Shared.Http;

/// <summary>Origins of pages, as browsers state them: <c>https://app.example.com</c>, with a port where it is not the scheme's own, and
/// with <c>xn--</c> for letters outside ASCII.</summary>
internal static class PageOrigin
{
    /// <summary>Stands for all origins.</summary>
    public const string Any = "*";

    // Of pages that are not a site, such as files.
    private const string Opaque = "null";

    private static readonly SearchValues<char> NoHost = SearchValues.Create("/?#@*\\, \t");

    private const string Separator = "://";

    /// <summary>True for an origin, also with the slash of an address at its end, and for <see cref="Any"/>.</summary>
    public static bool IsWellFormed(string text)
    {
        if (text is Any or Opaque)
        {
            return true;
        }

        // Also schemes of applications, such as capacitor://localhost.
        var origin = text.EndsWith('/') ? text[..^1] : text;
        var end = origin.IndexOf(Separator, StringComparison.Ordinal);
        return end > 0
            && Ascii.IsValid(origin)
            && Uri.CheckSchemeName(origin[..end])
            && origin.Length > end + Separator.Length
            && !origin.AsSpan(end + Separator.Length).ContainsAny(NoHost)
            && Uri.TryCreate(origin, UriKind.Absolute, out var address)
            && !(address.IsDefaultPort && NamesPort(origin));
    }

    // The colons before are the scheme's and those of an address in brackets.
    private static bool NamesPort(string origin) =>
        origin.LastIndexOf(':') > Math.Max(origin.IndexOf(Separator, StringComparison.Ordinal), origin.LastIndexOf(']'));
}
