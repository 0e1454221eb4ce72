namespace Confd.Backends;

/// <summary>A key that a resource requests, where <c>/*</c> at the end has no meaning: <c>/app</c> and <c>/app/*</c> are
/// equal.</summary>
public readonly record struct LookupKey
{
    private const string Wildcard = "/*";

    /// <summary>Parses one.</summary>
    /// <param name="text">Cleaned and absolute, as <see cref="IKeyBackend.ReadAsync"/> gets it.</param>
    public LookupKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Start = (text.EndsWith(Wildcard, StringComparison.Ordinal) ? text[..^Wildcard.Length] : text).TrimEnd('/');
    }

    /// <summary>The text with which every key that it covers begins: <c>/app</c>; empty for the root.</summary>
    public string Start { get => field ?? ""; }

    /// <summary>True where it covers all keys.</summary>
    public bool IsRoot => Start.Length == 0;

    /// <summary>The key that it names: <c>/app</c>; <c>/</c> for the root.</summary>
    public string Path => IsRoot ? "/" : Start;

    /// <summary>The smallest set of lookup keys that covers what all of them cover.</summary>
    /// <param name="lookupKeys">In any order.</param>
    /// <param name="match">What each selects.</param>
    /// <returns>Sorted; none of them covers another.</returns>
    public static IReadOnlyList<LookupKey> Outermost(IEnumerable<string> lookupKeys, KeyMatch match)
    {
        ArgumentNullException.ThrowIfNull(lookupKeys);
        var kept = new List<LookupKey>();

        // In this order all that a key covers follow it directly: the appended slash keeps /app/db from sorting after /app-x.
        var end = match == KeyMatch.Path ? "/" : "";
        foreach (var key in lookupKeys.Select(text => new LookupKey(text)).OrderBy(key => key.Start + end, StringComparer.Ordinal))
        {
            if (kept.Count == 0 || !kept[^1].Covers(key.Start, match))
            {
                kept.Add(key);
            }
        }

        return kept;
    }

    /// <summary>True for a key that this selects.</summary>
    /// <param name="key">A full key.</param>
    /// <param name="match">What a lookup key selects.</param>
    public bool Covers(string key, KeyMatch match)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(Start, StringComparison.Ordinal)
            && (match == KeyMatch.Text || key.Length == Start.Length || key[Start.Length] == '/');
    }
}
