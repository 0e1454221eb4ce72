using System.Text.RegularExpressions;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Judging;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Changes that are thought through but not yet written: what to show before, and what to write then.</summary>
public sealed partial class FlagPlan
{
    private FlagPlan(
        EnvironmentSnapshot before,
        EnvironmentSnapshot after,
        IReadOnlyList<DocumentChange> changes,
        Func<IEnumerable<FlagDocumentProblem>> findKnown)
    {
        Before = before;
        After = after;
        Changes = changes;
        Problems = changes.Count == 0 ? [] : FindNewProblems(findKnown(), after.Judge());
    }

    /// <summary>All there was when the plan was made.</summary>
    public EnvironmentSnapshot Before { get; }

    /// <summary>All there is when the plan is carried out.</summary>
    public EnvironmentSnapshot After { get; }

    /// <summary>What is to be written, in this order; empty: all is so already.</summary>
    public IReadOnlyList<DocumentChange> Changes { get; }

    /// <summary>Of a plan that compares an environment with files: what the environment has and the files have not, deleted by the plan if
    /// that was asked for, else left.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<FlagDocument> Surplus { get; private init; } = [];

    /// <summary>What evaluators would stumble over, or what looks so, because of these changes. What was wrong before is not
    /// told.</summary>
    public IReadOnlyList<FlagDocumentProblem> Problems { get; }

    /// <summary>Makes a plan of documents that are to take the place of those that were seen. What says the same already is left
    /// out.</summary>
    /// <param name="before">All there is.</param>
    /// <param name="documents">In the order of writing; each with the version after the seen one.</param>
    public static FlagPlan Of(EnvironmentSnapshot before, IEnumerable<FlagDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Of(before, documents, before.Judge);
    }

    /// <summary>The same, where what was wrong before stands elsewhere, or files were compared.</summary>
    internal static FlagPlan Of(
        EnvironmentSnapshot before,
        IEnumerable<FlagDocument> documents,
        Func<IEnumerable<FlagDocumentProblem>> findKnown,
        IReadOnlyList<FlagDocument>? surplus = null)
    {
        var changes = documents
            .Select(document => new DocumentChange(before.Find(document.Kind, document.Key), document))
            .Where(change => change.Before is null || !change.Before.SaysTheSame(change.After))
            .ToList();
        if (changes.FirstOrDefault(change => change.Before?.Version == long.MaxValue) is { } last)
        {
            throw new FlagEditException(
                $"{last.After.Name} has the version {long.MaxValue}, which nothing can follow: delete its row, and write it anew");
        }

        return new FlagPlan(before, before.With(changes.Select(change => change.After)), changes, findKnown) { Surplus = surplus ?? [] };
    }

    /// <summary>Says that so much would be deleted that the files may be those of something else; null: it is plausible.</summary>
    public string? FindExcess()
    {
        var stored = Before.Documents().Count();
        var deleted = Changes.Count(change => !change.After.IsKept);

        // Other items in their place are no excuse: a folder may be another project's.
        return new RemovalShare(stored, deleted) is { IsAll: true } or { IsMostOfMany: true }
            ? $"{deleted} of {stored} flags and segments"
            : null;
    }

    /// <summary>Refuses changes that an evaluator would stumble over.</summary>
    /// <exception cref="FlagEditException">There are some; the message names the first.</exception>
    public void DemandGood()
    {
        if (Problems.FirstOrDefault(problem => !problem.IsDoubt) is { } first)
        {
            throw new FlagEditException($"{first}; nothing was written");
        }
    }

    // What stands behind a rule that is gone has another index, and is no other problem for that.
    private static List<FlagDocumentProblem> FindNewProblems(
        IEnumerable<FlagDocumentProblem> before, IEnumerable<FlagDocumentProblem> after)
    {
        var left = before.CountBy(WithoutIndexes).ToDictionary();
        var found = new List<FlagDocumentProblem>();
        foreach (var problem in after)
        {
            var known = WithoutIndexes(problem);
            if (left.TryGetValue(known, out var count) && count > 0)
            {
                left[known] = count - 1;
            }
            else
            {
                found.Add(problem);
            }
        }

        return found;
    }

    private static FlagDocumentProblem WithoutIndexes(FlagDocumentProblem problem) =>
        problem with { Path = Indexes().Replace(problem.Path, "[]"), Message = Places().Replace(problem.Message, " at ") };

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Indexes();

    [GeneratedRegex(" at [0-9]+ ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
