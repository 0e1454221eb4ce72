namespace Confd.Backends.Http.Consul;

/// <summary>From lookup keys to the texts that Consul is asked about.</summary>
internal static class ConsulScopes
{
    /// <summary>The texts, without a slash in front: none of them begins with another. A single empty one stands for all keys.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> lookupKeys) =>
        [.. LookupKey.Outermost(lookupKeys, KeyMatch.Text).Select(key => key.Start.TrimStart('/'))];

    /// <summary>At most so many that cover the same keys and, where they have to be merged, more: the folders that they are in.</summary>
    public static IReadOnlyList<string> AtMost(int most, IReadOnlyList<string> scopes)
    {
        while (scopes.Count > most)
        {
            // The deepest go up one folder, until they meet.
            var depth = scopes.Max(Depth);
            scopes = Of(scopes.Select(scope => Depth(scope) == depth ? Folder(scope) : scope));
        }

        return scopes;
    }

    private static int Depth(string scope) => scope.Count(one => one == '/');

    // The empty text above the first folders.
    private static string Folder(string scope) => scope[..Math.Max(0, scope.LastIndexOf('/'))];
}
