using Confd.Flags.Authoring.Documents;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Validation;
using Confd.Shared;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Evaluations that failed because of their data: finds what is wrong there.</summary>
internal static class FailedSteps
{
    /// <summary>The problems of the flags that are malformed or unreadable, and of everything that those refer to; none where every flag
    /// could be evaluated.</summary>
    public static IReadOnlyList<FlagDocumentProblem> FindProblems(EvaluationStep step, EnvironmentSnapshot environment)
    {
        var failed = new HashSet<ItemName>();
        AddFailed(failed, step);
        return failed.Count == 0
            ? []
            : [.. environment.Validate(Reach(failed, environment)).Where(problem => !problem.IsWarning)];
    }

    private static void AddFailed(HashSet<ItemName> failed, EvaluationStep step)
    {
        if (step.Reason?.ErrorKind == EvaluationErrorKind.MalformedFlag
            || step is { Kind: EvaluationStepKind.Prerequisite, Exists: false })
        {
            failed.Add(new ItemName(DataKind.Features, step.Key));
        }

        foreach (var inner in step.Steps)
        {
            AddFailed(failed, inner);
        }
    }

    private static HashSet<ItemName> Reach(HashSet<ItemName> items, EnvironmentSnapshot environment) => DependencyOrder.Of(
        items,
        item => environment.FindLive(item.Kind, item.Key) is { } document ? References.Of(document) : []).ToHashSet();
}
