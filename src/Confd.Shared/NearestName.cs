namespace Confd.Shared;

/// <summary>Finds the name that a user may have meant.</summary>
internal static class NearestName
{
    private const int MinEdits = 2;
    private const int LettersPerEdit = 3;

    /// <summary>The candidate with the fewest differences, ignoring case, underscores and hyphens; null where none is near: two edits, in
    /// long names one for every three letters.</summary>
    /// <param name="mistyped">The text that was written.</param>
    /// <param name="candidates">The names that exist; the first of several equally near ones counts.</param>
    public static string? Find(string mistyped, IEnumerable<string> candidates)
    {
        var written = Plain(mistyped);
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var candidate in candidates)
        {
            // A name without letters is not suggested.
            var meant = Plain(candidate);
            var edits = EditDistance(written, meant);
            var limit = Math.Max(MinEdits, Math.Max(written.Length, meant.Length) / LettersPerEdit);
            if (edits < best && edits <= limit && edits < meant.Length)
            {
                (nearest, best) = (candidate, edits);
            }
        }

        return nearest;
    }

    /// <summary>The number of insertions, deletions and replacements of characters that turn one text into the other.</summary>
    /// <param name="from">One text.</param>
    /// <param name="to">The other.</param>
    public static int EditDistance(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var row = 1; row <= from.Length; row++)
        {
            var current = new int[to.Length + 1];
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[to.Length];
    }

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
