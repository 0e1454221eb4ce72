using Confd.Flags.Authoring.Documents;
using Confd.Flags.Judging;

namespace Confd.Flags.Authoring;

/// <summary>Changes that are thought through but not yet written: what to show before, and what to write then.</summary>
public sealed class FlagPlan
{
    private FlagPlan(EnvironmentSnapshot before, EnvironmentSnapshot after, IReadOnlyList<DocumentChange> changes)
    {
        Before = before;
        After = after;
        Changes = changes;
        Problems = changes.Count == 0 ? [] : FindNewProblems(before, after);
    }

    /// <summary>All there was when the plan was made.</summary>
    public EnvironmentSnapshot Before { get; }

    /// <summary>All there is when the plan is carried out.</summary>
    public EnvironmentSnapshot After { get; }

    /// <summary>What is to be written, in this order; empty: all is so already.</summary>
    public IReadOnlyList<DocumentChange> Changes { get; }

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
        var changes = documents
            .Select(document => new DocumentChange(before.Find(document.Kind, document.Key), document))
            .Where(change => change.Before is null || !change.Before.SaysTheSame(change.After))
            .ToList();
        return new FlagPlan(before, before.With(changes.Select(change => change.After)), changes);
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

    private static List<FlagDocumentProblem> FindNewProblems(EnvironmentSnapshot before, EnvironmentSnapshot after)
    {
        var known = before.Judge().ToHashSet();
        return [.. after.Judge().Where(problem => !known.Contains(problem))];
    }
}
