using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Storage;

/// <summary>The big segments that one context is included in or excluded from. Immutable.</summary>
/// <param name="included">Segment references such as <c>beta-users.g2</c>: segment key, <c>.g</c>, generation.</param>
/// <param name="excluded">Segment references in the same form.</param>
public sealed class BigSegmentMembership(IEnumerable<string> included, IEnumerable<string> excluded)
{
    private readonly HashSet<string> _included = new(included, StringComparer.Ordinal);
    private readonly HashSet<string> _excluded = new(excluded, StringComparer.Ordinal);

    /// <summary>A membership in no list.</summary>
    public static BigSegmentMembership None { get; } = new([], []);

    /// <summary>The hash that stores use for a context key: base64 of SHA-256 of the key's UTF-8.</summary>
    public static string HashContextKey(string contextKey) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(contextKey)));

    /// <summary>The membership in one segment: included (which takes precedence), excluded, or null: the segment's rules decide.</summary>
    /// <param name="segmentReference">Segment key, <c>.g</c>, generation.</param>
    public bool? Check(string segmentReference)
    {
        if (_included.Contains(segmentReference))
        {
            return true;
        }

        return _excluded.Contains(segmentReference) ? false : null;
    }
}
