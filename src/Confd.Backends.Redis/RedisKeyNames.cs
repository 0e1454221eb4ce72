using System.Text;

namespace Confd.Backends.Redis;

/// <summary>Between lookup keys, which are paths, and the names that a database holds.</summary>
/// <param name="Separator">What names have between their parts; with a slash, they are the keys, the leading slash included.</param>
internal sealed record RedisKeyNames(string Separator)
{
    private const string Slash = "/";

    /// <summary>The names of a database for a setting.</summary>
    /// <param name="separator">The setting; null or empty: a slash.</param>
    public static RedisKeyNames Of(string? separator) => new(string.IsNullOrEmpty(separator) ? Slash : separator);

    /// <summary>The name of a key: <c>/app/db</c> or, with the separator <c>:</c>, <c>app:db</c>.</summary>
    /// <param name="key">The path of a lookup key.</param>
    public string NameOf(string key) =>
        Separator == Slash ? key : key[1..].Replace(Slash, Separator, StringComparison.Ordinal);

    /// <summary>The pattern of SCAN and PSUBSCRIBE for what lies below a key; of the root, every name.</summary>
    public string PatternBelow(LookupKey key) => key.IsRoot ? "*" : Escape(NameOf(key.Path) + Separator) + "*";

    /// <summary>The key of a name: with a leading slash, and slashes for separators.</summary>
    public string KeyOf(string name)
    {
        var path = PathOf(name);
        return path.StartsWith('/') ? path : Slash + path;
    }

    /// <summary>The key of a field of a hash: below the key of the hash, and slashes for separators.</summary>
    public string KeyOf(string key, string field) => $"{key}/{PathOf(field)}";

    private string PathOf(string name) => name.Replace(Separator, Slash, StringComparison.Ordinal);

    // Glob characters of a name stand for themselves.
    private static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (character is '*' or '?' or '[' or ']' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
