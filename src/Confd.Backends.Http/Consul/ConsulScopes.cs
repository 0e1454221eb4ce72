namespace Confd.Backends.Http.Consul;

/// <summary>Converts lookup keys to the texts of requests to Consul.</summary>
internal static class ConsulScopes
{
    /// <summary>The texts, without a leading slash: none of them begins with another. A single empty one stands for all keys.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> lookupKeys) =>
        [.. LookupKey.Outermost(lookupKeys, KeyMatch.Text).Select(key => key.Start.TrimStart('/'))];

    /// <summary>Reduces the texts to a maximum number that covers the same keys and, where they have to be merged, more: their
    /// folders.</summary>
    public static IReadOnlyList<string> AtMost(int most, IReadOnlyList<string> scopes)
    {
        while (scopes.Count > most)
        {
            // Replaces the deepest ones by their folders, until few enough are left.
            var depth = scopes.Max(Depth);
            scopes = Of(scopes.Select(scope => Depth(scope) == depth ? Folder(scope) : scope));
        }

        return scopes;
    }

    private static int Depth(string scope) => scope.Count(one => one == '/');

    // The empty text above the first folders.
    private static string Folder(string scope) => scope[..Math.Max(0, scope.LastIndexOf('/'))];
}
