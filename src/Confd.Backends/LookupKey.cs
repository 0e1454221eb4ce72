namespace Confd.Backends;

/// <summary>What a resource asks for, where <c>/*</c> at the end says no more than the key without it: <c>/app</c> and <c>/app/*</c> are
/// one.</summary>
public readonly record struct LookupKey
{
    private const string Wildcard = "/*";

    /// <summary>Reads one.</summary>
    /// <param name="text">Cleaned and absolute, as <see cref="IKeyBackend.ReadAsync"/> gets it.</param>
    public LookupKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Start = (text.EndsWith(Wildcard, StringComparison.Ordinal) ? text[..^Wildcard.Length] : text).TrimEnd('/');
    }

    /// <summary>What every key that it covers begins with: <c>/app</c>; empty for the root.</summary>
    public string Start { get => field ?? ""; }

    /// <summary>True where it stands for all keys.</summary>
    public bool IsRoot => Start.Length == 0;

    /// <summary>The key that it names: <c>/app</c>; <c>/</c> for the root.</summary>
    public string Path => IsRoot ? "/" : Start;

    /// <summary>The fewest of some lookup keys that cover what all of them do.</summary>
    /// <param name="lookupKeys">In any order.</param>
    /// <param name="match">What each selects.</param>
    /// <returns>Sorted; none of them covers another.</returns>
    public static IReadOnlyList<LookupKey> Outermost(IEnumerable<string> lookupKeys, KeyMatch match)
    {
        ArgumentNullException.ThrowIfNull(lookupKeys);
        var kept = new List<LookupKey>();

        // In this order all that a key covers follow it directly: with their slashes /app/db does not come after /app-x.
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

    /// <summary>True for a key that it selects.</summary>
    /// <param name="key">A full key.</param>
    /// <param name="match">What it selects.</param>
    public bool Covers(string key, KeyMatch match)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(Start, StringComparison.Ordinal)
            && (match == KeyMatch.Text || key.Length == Start.Length || key[Start.Length] == '/');
    }
}
