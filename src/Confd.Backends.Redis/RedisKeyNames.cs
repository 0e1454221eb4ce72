using System.Text;

namespace Confd.Backends.Redis;

/// <summary>Converts between lookup keys, which are paths, and the names in a database.</summary>
/// <param name="Separator">The separator of a name's parts; with a slash, the names equal the keys, including the leading slash.</param>
internal sealed record RedisKeyNames(string Separator)
{
    private const string Slash = "/";

    /// <summary>Creates the conversion for a setting.</summary>
    /// <param name="separator">The setting; null or empty: a slash.</param>
    public static RedisKeyNames Of(string? separator) => new(string.IsNullOrEmpty(separator) ? Slash : separator);

    /// <summary>The name of a key: <c>/app/db</c> or, with the separator <c>:</c>, <c>app:db</c>.</summary>
    /// <param name="key">The path of a lookup key.</param>
    public string NameOf(string key) =>
        Separator == Slash ? key : key[1..].Replace(Slash, Separator, StringComparison.Ordinal);

    /// <summary>The pattern of SCAN and PSUBSCRIBE for everything below a key; for the root, every name.</summary>
    public string PatternBelow(LookupKey key) => key.IsRoot ? "*" : Escape(NameOf(key.Path) + Separator) + "*";

    /// <summary>The key of a name: with a leading slash, and slashes in place of separators.</summary>
    public string KeyOf(string name)
    {
        var path = PathOf(name);
        return path.StartsWith('/') ? path : Slash + path;
    }

    /// <summary>The key of a field of a hash: below the key of the hash, and slashes in place of separators.</summary>
    public string KeyOf(string key, string field) => $"{key}/{PathOf(field)}";

    private string PathOf(string name) => name.Replace(Separator, Slash, StringComparison.Ordinal);

    // Escapes glob characters of a name.
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
