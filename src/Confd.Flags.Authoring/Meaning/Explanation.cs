using System.Globalization;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Explains in words why a context gets its value: one line for each check of the evaluator.</summary>
public static class Explanation
{
    /// <summary>Evaluates a flag, check by check, also in big segments.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="flagKey">The flag's key.</param>
    /// <param name="context">The context.</param>
    /// <param name="bigSegments">The members of big segments; null: there is no store of them, so they are not known.</param>
    /// <param name="clock">Says how old the lists of members are.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static async Task<EvaluationStep> EvaluateAsync(
        FlagSet flags,
        string flagKey,
        EvaluationContext context,
        IBigSegmentStore? bigSegments,
        TimeProvider clock,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(clock);
        if (bigSegments is null)
        {
            return flags.CreateEvaluator().Explain(flagKey, context);
        }

        // Evaluation does not wait: it is repeated until the memberships of all parts of the context that it asks for are read.
        var members = new MembershipReadings(bigSegments, clock);
        var evaluator = flags.CreateEvaluator(members.Find);
        EvaluationStep step;
        do
        {
            step = evaluator.Explain(flagKey, context);
        }
        while (await members.ReadMissingAsync(cancellationToken).ConfigureAwait(false));
        return step;
    }

    /// <summary>The lines, each indented by two spaces below the check that it belongs to. Problems that made a flag malformed, or
    /// unreadable, follow at the end.</summary>
    /// <param name="step">The result of <see cref="Evaluator.Explain"/>.</param>
    /// <param name="environment">The flags of the evaluation.</param>
    public static IReadOnlyList<string> Of(EvaluationStep step, EnvironmentSnapshot environment)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(environment);
        var lines = new List<string>();
        Add(lines, step, environment, environment.ToSet().Flags.GetValueOrDefault(step.Key), depth: 0);
        lines.AddRange(FailedSteps.FindProblems(step, environment).Select(problem => $"  {problem}"));
        return lines;
    }

    private static void Add(List<string> lines, EvaluationStep step, EnvironmentSnapshot environment, FeatureFlag? flag, int depth)
    {
        flag = step.Kind == EvaluationStepKind.Flag ? environment.ToSet().Flags.GetValueOrDefault(step.Key) : flag;
        var isFlag = step.Kind == EvaluationStepKind.Flag;
        lines.Add(new string(' ', 2 * depth) + Describe(step, environment, flag));
        foreach (var inner in step.Steps)
        {
            Add(lines, inner, environment, flag, depth + 1);
        }

        if (isFlag && step.Exists)
        {
            lines.Add(new string(' ', 2 * (depth + 1)) + Conclude(step, flag));
        }
    }

    private static string Describe(EvaluationStep step, EnvironmentSnapshot environment, FeatureFlag? flag) => step.Kind switch
    {
        EvaluationStepKind.Flag => $"flag {Words.Key(step.Key)} {DescribeFlag(step)}",
        EvaluationStepKind.Prerequisite => $"needs flag {Words.Key(step.Key)} to serve {WantedOf(step, environment.ToSet())}: "
            + (step.Exists ? YesNo(step.Holds, "met", "not met")
                : environment.FindLive(DataKind.Features, step.Key) is null ? "there is no such flag"
                : "it cannot be read"),
        EvaluationStepKind.Rule => $"{RuleMeaning.NameOf(step.Key, step.Index ?? 0)}: {YesNo(step.Holds, "matches", "does not match")}",
        EvaluationStepKind.Clause => $"{ClauseWords.One(step.Clause!)}: {DescribeClause(step)}",
        EvaluationStepKind.Segment =>
            $"segment {Words.Key(step.Key)}: {YesNo(step.Holds, "is in it", "is not in it")}{DescribeMembers(step)}",
        EvaluationStepKind.SegmentRule => $"{RuleMeaning.NameOf(step.Key, step.Index ?? 0)}: {YesNo(step.Holds, "is in", "is not in")}",
        _ => DescribeShare(step, flag),
    };

    private static string DescribeMembers(EvaluationStep step) => step.BigSegments switch
    {
        null or BigSegmentsStatus.Healthy => "",
        BigSegmentsStatus.Stale => " by a list of members that may be out of date (STALE)",
        BigSegmentsStatus.StoreError => " as far as is known: its list of members cannot be read (STORE_ERROR)",
        _ => " as far as is known: it is a big segment, and there is no list of its members here (NOT_CONFIGURED)",
    };

    private static string DescribeFlag(EvaluationStep step) =>
        step.Reason?.ErrorKind == EvaluationErrorKind.UserNotSpecified ? "is not evaluated: the context is invalid"
        : !step.Exists ? "does not exist"
        : step.Holds ? "is on"
        : "is off";

    private static string WantedOf(EvaluationStep step, FlagSet flags) =>
        flags.Flags.GetValueOrDefault(step.Key) is { } other ? Words.Variation(other, step.Index ?? 0) : $"variation :{step.Index}";

    private static string DescribeClause(EvaluationStep step)
    {
        var answer = YesNo(step.Holds, "yes", "no");
        if (step.Clause!.IsSegmentMatch)
        {
            return answer;
        }

        return step.Value.IsNull ? $"{answer}, the context has none" : $"{answer}, it is {Words.Value(step.Value)}";
    }

    private static string DescribeShare(EvaluationStep step, FeatureFlag? flag)
    {
        var place = ((step.Bucket ?? 0) * 100).ToString("0.###", CultureInfo.InvariantCulture);
        var by = step.Value.IsNull ? "without a value" : $"by {Words.Value(step.Value)}";
        return step.Index is { } variation
            ? $"its place in the rollout is {place} % ({by}): {(flag is null ? $":{variation}" : Words.Variation(flag, variation))}"
            : $"its place in the share is {place} % ({by}): {YesNo(step.Holds, "in", "out")}";
    }

    private static string Conclude(EvaluationStep step, FeatureFlag? flag)
    {
        var value = step.Variation is { } index && flag is not null ? Words.Variation(flag, index) : "the caller's default";
        return step.Reason is { } reason ? $"serves {value} ({Why(reason)})" : $"serves {value}";
    }

    private static string Why(EvaluationReason reason) => reason.Kind switch
    {
        EvaluationReasonKind.Off => "the flag is off",
        EvaluationReasonKind.TargetMatch => "the context is named as a target",
        EvaluationReasonKind.RuleMatch => $"{RuleMeaning.NameOf(reason.RuleId, reason.RuleIndex ?? 0)} matches",
        EvaluationReasonKind.PrerequisiteFailed => $"the prerequisite {Words.Key(reason.PrerequisiteKey ?? "")} is not met",
        EvaluationReasonKind.Fallthrough => "no target and no rule matches",
        _ => reason.ToString(),
    };

    private static string YesNo(bool holds, string yes, string no) => holds ? yes : no;
}
