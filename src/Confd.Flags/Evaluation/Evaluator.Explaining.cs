using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <content>
/// Evaluations that record their steps. The result comes from the same code: each method here calls its counterpart, and records the
/// outcome. Without a trace none of this is called.
/// </content>
public sealed partial class Evaluator
{
    /// <summary>Evaluates a flag, and returns the checks that were made.</summary>
    /// <param name="flagKey">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    /// <returns>The step of the flag, with those that led to its result; without any where the flag does not exist or the context is
    /// invalid.</returns>
    public EvaluationStep Explain(string flagKey, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var flag = context.IsValid ? FindFlag(flagKey) : null;
        if (flag is null)
        {
            var error = context.IsValid ? EvaluationErrorKind.FlagNotFound : EvaluationErrorKind.UserNotSpecified;
            return new EvaluationStep
            {
                Kind = EvaluationStepKind.Flag,
                Key = flagKey,
                Exists = !context.IsValid,
                Reason = EvaluationReason.Error(error),
            };
        }

        var trace = new EvaluationTrace();
        var run = new EvaluationRun(context) { Trace = trace };
        var outcome = EvaluateFlag(flag, ref run);
        return trace.Steps[0] with
        {
            Reason = run.BigSegmentsStatus is null ? outcome.Reason : outcome.With(run.BigSegmentsStatus).Reason,
        };
    }

    private Outcome ExplainFlag(FeatureFlag flag, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var outcome = Decide(flag, ref run);
        trace.End(new EvaluationStep
        {
            Kind = EvaluationStepKind.Flag,
            Key = flag.Key,
            Holds = flag.IsOn,
            Reason = outcome.Reason,
            Variation = outcome.HasVariation ? outcome.Variation : null,
        });
        return outcome;
    }

    private bool ExplainPrerequisite(FeatureFlag flag, Prerequisite prerequisite, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var holds = IsMet(flag, prerequisite, ref run);
        trace.End(new EvaluationStep
        {
            Kind = EvaluationStepKind.Prerequisite,
            Key = prerequisite.Key,
            Index = prerequisite.Variation,
            Holds = holds,
            Exists = FindFlag(prerequisite.Key) is not null,
        });
        return holds;
    }

    private bool ExplainRule(Rule rule, int index, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var matches = MatchesAll(rule.Clauses, ref run);
        trace.End(new EvaluationStep { Kind = EvaluationStepKind.Rule, Key = rule.Id ?? "", Index = index, Holds = matches });
        return matches;
    }

    private bool ExplainClause(Clause clause, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var matches = Decide(clause, ref run);
        trace.End(new EvaluationStep
        {
            Kind = EvaluationStepKind.Clause,
            Clause = clause,
            Value = ValueFor(clause, run.Context),
            Holds = matches,
        });
        return matches;
    }

    private bool ExplainSegment(Segment segment, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var isIn = Decide(segment, ref run);
        trace.End(new EvaluationStep
        {
            Kind = EvaluationStepKind.Segment,
            Key = segment.Key,
            Holds = isIn,
            BigSegments = segment.IsUnbounded ? FindStatus(segment, run.Context) : null,
        });
        return isIn;
    }

    private BigSegmentsStatus? FindStatus(Segment segment, EvaluationContext context) =>
        segment.Generation is null ? BigSegmentsStatus.NotConfigured
        : context.FindPart(ContextKind.OrUser(segment.UnboundedContextKind)) is not { } part ? null
        : _bigSegments?.Invoke(part.Key).Status ?? BigSegmentsStatus.NotConfigured;

    private bool ExplainSegmentRule(Segment segment, SegmentRule rule, EvaluationTrace trace, ref EvaluationRun run)
    {
        trace.Begin();
        var matches = Decide(segment, rule, ref run);
        trace.End(new EvaluationStep
        {
            Kind = EvaluationStepKind.SegmentRule,
            Key = rule.Id ?? "",
            Index = segment.Rules.IndexOf(rule),
            Holds = matches,
        });
        return matches;
    }

    private static FlagValue ValueFor(Clause clause, EvaluationContext context)
    {
        if (clause.IsSegmentMatch || !clause.Reference.IsValid)
        {
            return FlagValue.Null;
        }

        return clause.Reference.BuiltIn == BuiltInAttribute.Kind
            ? context.Kind
            : context.FindPart(ContextKind.OrUser(clause.ContextKind)) is { } part ? part.GetValue(clause.Reference) : FlagValue.Null;
    }
}
