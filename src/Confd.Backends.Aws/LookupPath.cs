namespace Confd.Backends.Aws;

/// <summary>What a lookup key asks for.</summary>
internal static class LookupPath
{
    /// <summary>Without a trailing <c>/*</c>: people write it, and everything below a key is read anyway.</summary>
    public static string WithoutWildcard(string lookupKey) =>
        lookupKey.EndsWith("/*", StringComparison.Ordinal) ? lookupKey.Length == 2 ? "/" : lookupKey[..^2] : lookupKey;
}
