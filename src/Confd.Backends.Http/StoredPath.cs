namespace Confd.Backends.Http;

/// <summary>Paths in stores, which may have additional slashes.</summary>
/// <remarks>Unlike in paths of users, <c>.</c> and <c>..</c> are ordinary names there.</remarks>
internal static class StoredPath
{
    /// <summary>The key of a path in confd's form: a leading slash, none at the end, none doubled.</summary>
    public static string KeyOf(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A path as part of a URL: its slashes stay.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
