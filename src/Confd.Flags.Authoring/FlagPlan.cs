using System.Text.RegularExpressions;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Authoring;

/// <summary>Checked changes that are not yet written: what to show before, and what to write then.</summary>
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
        Problems = changes.Count == 0 ? [] : FindNewProblems(findKnown(), after.Validate());
    }

    /// <summary>The environment when the plan was made.</summary>
    public EnvironmentSnapshot Before { get; }

    /// <summary>The environment when the plan is carried out.</summary>
    public EnvironmentSnapshot After { get; }

    /// <summary>The changes to write, in this order; empty: nothing differs.</summary>
    public IReadOnlyList<DocumentChange> Changes { get; }

    /// <summary>For a plan that compares an environment with files: the items of the environment that are not in the files; the plan
    /// deletes them if requested, and leaves them otherwise.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<FlagDocument> Surplus { get; private init; } = [];

    /// <summary>Problems for evaluators, and possible ones, that these changes cause. Earlier problems are not included.</summary>
    public IReadOnlyList<FlagDocumentProblem> Problems { get; }

    /// <summary>Creates a plan of documents that replace those that were read. Documents that are equal already are omitted.</summary>
    /// <param name="before">The environment.</param>
    /// <param name="documents">In the order of writing; each with the version after the one that was read.</param>
    public static FlagPlan Of(EnvironmentSnapshot before, IEnumerable<FlagDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Of(before, documents, before.Validate);
    }

    /// <summary>As the public method, for earlier problems of another place, or for a comparison with files.</summary>
    internal static FlagPlan Of(
        EnvironmentSnapshot before,
        IEnumerable<FlagDocument> documents,
        Func<IEnumerable<FlagDocumentProblem>> findKnown,
        IReadOnlyList<FlagDocument>? surplus = null)
    {
        var changes = documents
            .Select(document => new DocumentChange(before.Find(document.Kind, document.Key), document))
            .Where(change => change.Before is null || !change.Before.HasSameContent(change.After))
            .ToList();
        if (changes.FirstOrDefault(change => change.Before?.Version == long.MaxValue) is { } last)
        {
            throw new FlagEditException(
                $"{last.After.Name} has the version {long.MaxValue}, which nothing can follow: delete its row, and write it again");
        }

        return new FlagPlan(before, before.With(changes.Select(change => change.After)), changes, findKnown) { Surplus = surplus ?? [] };
    }

    /// <summary>Describes the deletions if there are so many that the files may belong elsewhere; null: they are plausible.</summary>
    public string? FindExcess()
    {
        var stored = Before.Documents().Count();
        var deleted = Changes.Count(change => !change.After.IsKept);

        // Added items do not make it plausible: the folder may belong to another project.
        return new RemovalShare(stored, deleted) is { IsAll: true } or { IsMostOfMany: true }
            ? $"{deleted} of {stored} flags and segments"
            : null;
    }

    /// <summary>The problems that these changes have only together with what others wrote since <see cref="Before"/> was read: two changes
    /// that are sound alone may make a cycle.</summary>
    /// <param name="now">The environment after these changes were written.</param>
    public IReadOnlyList<FlagDocumentProblem> FindConflicts(EnvironmentSnapshot now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (Changes.Count == 0 || After.HasVersionsOf(now))
        {
            return [];
        }

        var withoutThese = now.With(Changes.Select(
            change => change.Before ?? FlagDocument.Read(change.Kind, change.Key, VersionedItem.Tombstone(0))));
        return FindNewProblems([.. After.Validate(), .. withoutThese.Validate()], now.Validate());
    }

    /// <summary>Rejects changes that are a problem for evaluators.</summary>
    /// <exception cref="FlagEditException">There are some; the message names the first.</exception>
    public void RequireValid()
    {
        if (Problems.FirstOrDefault(problem => !problem.IsWarning) is { } first)
        {
            throw new FlagEditException($"{first}; nothing was written");
        }
    }

    // A problem behind a removed rule has another index, but is not a new problem.
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
