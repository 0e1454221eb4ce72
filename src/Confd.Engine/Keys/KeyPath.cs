using System.Diagnostics.CodeAnalysis;

namespace Confd.Engine.Keys;

/// <summary>Prefixes and keys: slash-separated paths that start with a slash.</summary>
internal static class KeyPath
{
    /// <summary>The prefix of every key.</summary>
    public const string Root = "/";

    /// <summary>Resolves doubled slashes, <c>.</c> and <c>..</c>, drops a trailing slash, adds a missing leading one. <c>..</c> stops at
    /// the root.</summary>
    /// <returns><c>/</c> or <c>/a/b</c>.</returns>
    public static string Clean(string path) => IsClean(path) ? path : GoPath.Clean(Root + path);

    /// <summary>Joins a path below a base, unless <c>..</c> makes it climb out of the base.</summary>
    /// <param name="root">A cleaned path.</param>
    /// <param name="path">Any text; empty means the base itself.</param>
    /// <param name="joined">The cleaned join.</param>
    /// <returns>False where the join is not the base or below it.</returns>
    public static bool TryJoin(string root, string path, [NotNullWhen(true)] out string? joined)
    {
        var cleaned = Clean($"{root}/{path}");
        joined = IsAtOrBelow(cleaned, root) ? cleaned : null;
        return joined is not null;
    }

    /// <summary>True where the key is the prefix itself or below it: <c>/apple</c> is not below <c>/app</c>.</summary>
    /// <param name="key">An absolute key.</param>
    /// <param name="prefix">A cleaned prefix.</param>
    public static bool IsAtOrBelow(string key, string prefix) =>
        prefix == "/"
        || (key.StartsWith(prefix, StringComparison.Ordinal) && (key.Length == prefix.Length || key[prefix.Length] == '/'));

    /// <summary>Removes a prefix from a key that is at or below it.</summary>
    /// <returns>The cleaned rest with its leading slash: the key's name in templates.</returns>
    public static string WithoutPrefix(string key, string prefix) => Clean(key[(prefix == "/" ? 0 : prefix.Length)..]);

    /// <summary>True for a path that <see cref="Clean"/> does not change; false where it may.</summary>
    internal static bool IsClean(string path) =>
        path == Root
        || (path.Length > 1 && path[0] == '/' && path[^1] != '/'
            && !path.Contains("//", StringComparison.Ordinal)
            && !path.Contains("/.", StringComparison.Ordinal)); // hidden names are clean too, but rare: full cleaning is correct for them
}
