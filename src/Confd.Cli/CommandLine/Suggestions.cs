using Confd.GoTemplate.Formatting;

namespace Confd.Cli.CommandLine;

/// <summary>"Did you mean": names that begin with a mistyped one or are at most two edits away from it.</summary>
internal static class Suggestions
{
    private const int MaxEdits = 2;

    /// <summary>The complaint, with the close candidates added.</summary>
    public static string Complain(string complaint, string mistyped, IEnumerable<string> candidates)
    {
        var close = candidates
            .Where(candidate => candidate.StartsWith(mistyped, StringComparison.Ordinal) || EditDistance(candidate, mistyped) <= MaxEdits)
            .Select(GoFormat.Quote)
            .ToList();
        return close.Count switch
        {
            0 => complaint,
            1 => $"{complaint}, did you mean {close[0]}?",
            _ => $"{complaint}, did you mean one of {string.Join(", ", close)}?",
        };
    }

    /// <summary>Insertions, deletions and replacements of characters that turn one text into the other.</summary>
    internal static int EditDistance(string from, string to)
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
}
