namespace Confd.Backends.Http;

/// <summary>Paths as stores have them, which are free with their slashes.</summary>
/// <remarks>Unlike what people write, <c>.</c> and <c>..</c> are names like any other there.</remarks>
internal static class StoredPath
{
    /// <summary>The key of a path as confd knows it: a slash in front, none at the end, none doubled.</summary>
    public static string KeyOf(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A path as part of an address: its slashes stay.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
