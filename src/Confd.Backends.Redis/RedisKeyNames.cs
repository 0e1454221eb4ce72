using System.Text;

namespace Confd.Backends.Redis;

/// <summary>Between lookup keys, which are paths, and the names that a database holds.</summary>
/// <param name="Separator">What names have for a slash; empty: a slash, and a leading one.</param>
internal sealed record RedisKeyNames(string Separator)
{
    // What the database has between two parts of a name.
    private string Divider => Separator.Length == 0 ? "/" : Separator;

    /// <summary>The name of a key: <c>/app/db</c> or, with the separator <c>:</c>, <c>app:db</c>.</summary>
    /// <param name="key">The path of a lookup key.</param>
    public string NameOf(string key) =>
        Separator.Length == 0 ? key : key[1..].Replace("/", Separator, StringComparison.Ordinal);

    /// <summary>The pattern of SCAN and PSUBSCRIBE for what lies below a key; of the root, every name.</summary>
    public string PatternBelow(LookupKey key) => key.IsRoot ? "*" : Escape(NameOf(key.Path) + Divider) + "*";

    /// <summary>The key of a name: with a leading slash, and slashes for separators.</summary>
    public string KeyOf(string name)
    {
        var path = Separator.Length == 0 ? name : name.Replace(Separator, "/", StringComparison.Ordinal);
        return path.StartsWith('/') ? path : "/" + path;
    }

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
