using Confd.GoTemplate.Formatting;
using Confd.Shared;

namespace Confd.Cli.CommandLine;

/// <summary>"Did you mean": names that begin with a mistyped one or are at most two edits away from it.</summary>
internal static class Suggestions
{
    private const int MaxEdits = 2;

    /// <summary>The error message, with the close candidates added.</summary>
    public static string Complain(string complaint, string mistyped, IEnumerable<string> candidates)
    {
        var close = candidates
            .Where(candidate =>
                candidate.StartsWith(mistyped, StringComparison.Ordinal) || NearestName.EditDistance(candidate, mistyped) <= MaxEdits)
            .Select(GoFormat.Quote)
            .ToList();
        return close.Count switch
        {
            0 => complaint,
            1 => $"{complaint}, did you mean {close[0]}?",
            _ => $"{complaint}, did you mean one of {string.Join(", ", close)}?",
        };
    }
}
