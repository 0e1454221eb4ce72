using System.Runtime.CompilerServices;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>LaunchDarkly's evaluation algorithm: a flag and a context in, a variation and its reason out.</summary>
/// <remarks>
/// <para>Pure: no I/O, no clock, no state. It gets data through the functions that it is created with, and is as thread-safe as they
/// are.</para>
/// <para>
/// The results equal those of LaunchDarkly's SDKs for the same data. Where the SDKs differ, see the notes at each place.
/// </para>
/// </remarks>
public sealed partial class Evaluator
{
    // No LINQ and no closures in this class: an evaluation must not allocate.
    private readonly Func<string, FeatureFlag?> _findFlag;
    private readonly Func<string, Segment?> _findSegment;
    private readonly Func<string, BigSegmentAnswer>? _bigSegments;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="findFlag">Returns a flag by key, null if there is none.</param>
    /// <param name="findSegment">Returns a segment by key, null if there is none.</param>
    /// <param name="bigSegments">Returns the memberships of a context by its key; null: no store of big segments is configured.</param>
    public Evaluator(
        Func<string, FeatureFlag?> findFlag, Func<string, Segment?> findSegment, Func<string, BigSegmentAnswer>? bigSegments = null)
    {
        _findFlag = findFlag;
        _findSegment = findSegment;
        _bigSegments = bigSegments;
    }

    /// <summary>Evaluates a flag, whatever the type of its value.</summary>
    /// <param name="flagKey">The flag's key.</param>
    /// <param name="context">The context to evaluate for; an invalid one, or null, results in <c>USER_NOT_SPECIFIED</c>.</param>
    /// <param name="defaultValue">Returned where no variation results.</param>
    public EvaluationDetail<FlagValue> Evaluate(string flagKey, EvaluationContext context, FlagValue defaultValue)
    {
        var outcome = Run(flagKey, context, out var flag);
        return outcome.ToDetail(flag, defaultValue);
    }

    /// <summary>Evaluates a flag that the caller holds.</summary>
    public EvaluationDetail<FlagValue> Evaluate(FeatureFlag flag, EvaluationContext context, FlagValue defaultValue) =>
        Run(flag, context).ToDetail(flag, defaultValue);

    /// <summary>Evaluates many flags for one context, with the same results as one by one: the outcome of each prerequisite is computed
    /// once for all of them.</summary>
    /// <param name="context">The context to evaluate for; an invalid one, or null, results in <c>USER_NOT_SPECIFIED</c>.</param>
    /// <returns>Not thread-safe, and valid as long as the evaluator's flags do not change.</returns>
    public ContextEvaluation ForContext(EvaluationContext context) => new(this, context);

    /// <summary>Evaluates one of several flags that share the outcomes of prerequisites.</summary>
    internal EvaluationDetail<FlagValue> Evaluate(
        FeatureFlag flag, EvaluationContext context, FlagValue defaultValue, CachedOutcomes kept) =>
        Run(flag, context, kept: kept).ToDetail(flag, defaultValue);

    /// <summary>As <see cref="Evaluate(string, EvaluationContext, FlagValue)"/>; also records what was evaluated.</summary>
    /// <param name="flagKey">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    /// <param name="defaultValue">Returned where no variation results.</param>
    /// <param name="asked">Receives the prerequisites that were evaluated.</param>
    /// <param name="flag">The flag; null where there is none.</param>
    internal EvaluationDetail<FlagValue> EvaluateRecording(
        string flagKey, EvaluationContext context, FlagValue defaultValue, List<EvaluatedPrerequisite> asked, out FeatureFlag? flag)
    {
        var outcome = Run(flagKey, context, out flag, asked);
        return outcome.ToDetail(flag, defaultValue);
    }

    private Outcome Run(string flagKey, EvaluationContext context, out FeatureFlag? flag, List<EvaluatedPrerequisite>? asked = null)
    {
        if (context is not { IsValid: true })
        {
            flag = null;
            return Outcome.Error(EvaluationErrorKind.UserNotSpecified);
        }

        flag = FindFlag(flagKey);
        return flag is null ? Outcome.Error(EvaluationErrorKind.FlagNotFound) : Run(flag, context, asked);
    }

    private Outcome Run(
        FeatureFlag flag, EvaluationContext context, List<EvaluatedPrerequisite>? asked = null, CachedOutcomes? kept = null)
    {
        if (context is not { IsValid: true })
        {
            return Outcome.Error(EvaluationErrorKind.UserNotSpecified);
        }

        var run = new EvaluationRun(context) { Asked = asked, Kept = kept };

        // A flag with prerequisites may be a prerequisite itself; all others are kept when they are evaluated as one.
        var outcome = kept is null || flag.Prerequisites.IsEmpty ? EvaluateFlag(flag, ref run) : EvaluateOnce(flag, ref run);
        return run.BigSegmentsStatus is null ? outcome : outcome.With(run.BigSegmentsStatus);
    }

    private Outcome EvaluateFlag(FeatureFlag flag, ref EvaluationRun run) =>
        run.Trace is { } trace ? ExplainFlag(flag, trace, ref run) : Decide(flag, ref run);

    private Outcome Decide(FeatureFlag flag, ref EvaluationRun run)
    {
        if (!flag.IsOn)
        {
            return ServeOff(flag, new EvaluationReason { Kind = EvaluationReasonKind.Off });
        }

        if (!flag.Prerequisites.IsEmpty && FindFailedPrerequisite(flag, ref run) is { } failed)
        {
            return ServeOff(flag, new EvaluationReason { Kind = EvaluationReasonKind.PrerequisiteFailed, PrerequisiteKey = failed.Key });
        }

        if (run.IsMalformed)
        {
            return Outcome.Default(EvaluationReason.Malformed);
        }

        if (FindTarget(flag, run.Context) is { } target)
        {
            return Serve(flag, target.Variation, new EvaluationReason { Kind = EvaluationReasonKind.TargetMatch });
        }

        for (var i = 0; i < flag.Rules.Length; i++)
        {
            var rule = flag.Rules[i];
            if (run.Trace is { } trace ? ExplainRule(rule, i, trace, ref run) : MatchesAll(rule.Clauses, ref run))
            {
                var reason = new EvaluationReason { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = i, RuleId = rule.Id };
                return Serve(flag, rule.Serve, reason, ref run);
            }

            if (run.IsMalformed)
            {
                return Outcome.Default(EvaluationReason.Malformed);
            }
        }

        return Serve(flag, flag.Fallthrough, new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough }, ref run);
    }

    // Null if all hold, or if the data contradicts itself: then the run is marked.
    private Prerequisite? FindFailedPrerequisite(FeatureFlag flag, ref EvaluationRun run)
    {
        if (run.Flags.Contains(flag.Key) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            run.FailMalformed();
            return null;
        }

        run.Flags.Push(flag.Key);
        foreach (var prerequisite in flag.Prerequisites)
        {
            var holds = run.Trace is { } trace
                ? ExplainPrerequisite(flag, prerequisite, trace, ref run)
                : IsMet(flag, prerequisite, ref run);
            if (run.IsMalformed)
            {
                return null;
            }

            if (!holds)
            {
                run.Flags.Pop();
                return prerequisite;
            }
        }

        run.Flags.Pop();
        return null;
    }

    // A prerequisite that is off is evaluated only to be recorded: whatever it serves, it is not met.
    private bool IsMet(FeatureFlag flag, Prerequisite prerequisite, ref EvaluationRun run) =>
        FindFlag(prerequisite.Key) is { } other
        && (other.IsOn || run.Asked is not null)
        && Holds(flag, prerequisite, other, ref run);

    // A prerequisite with an index outside its variations fails like one that serves another variation, as in the .NET SDK.
    private bool Holds(FeatureFlag flag, Prerequisite prerequisite, FeatureFlag other, ref EvaluationRun run)
    {
        var outcome = EvaluateOnce(other, ref run);
        if (!run.IsMalformed)
        {
            run.Asked?.Add(new EvaluatedPrerequisite(flag, other, outcome));
        }

        return other.IsOn && outcome.HasVariation && outcome.Variation == prerequisite.Variation;
    }

    // A repeated prerequisite has the same outcome: had there been a cycle on the way to it, the run would be malformed.
    private Outcome EvaluateOnce(FeatureFlag flag, ref EvaluationRun run)
    {
        if (flag.Prerequisites.IsEmpty && run.Kept is null)
        {
            return EvaluateFlag(flag, ref run);
        }

        if (!run.TryRecall(flag, out var outcome))
        {
            var above = run.Descend();
            outcome = EvaluateFlag(flag, ref run);
            run.Keep(flag, outcome, above);
        }

        return outcome;
    }

    private static Target? FindTarget(FeatureFlag flag, EvaluationContext context)
    {
        if (flag.ContextTargets.IsEmpty)
        {
            return flag.Targets.IsEmpty ? null : FindUserTarget(flag, context);
        }

        foreach (var target in flag.ContextTargets)
        {
            var kind = ContextKind.OrUser(target.ContextKind);
            var listing = kind == ContextKind.User ? FindUserListing(flag, target.Variation) : target;
            if (listing is not null && context.FindPart(kind) is { } part && listing.Values.Contains(part.Key))
            {
                return listing;
            }
        }

        return null;
    }

    private static Target? FindUserTarget(FeatureFlag flag, EvaluationContext context)
    {
        if (context.FindPart(ContextKind.User) is { } user)
        {
            foreach (var target in flag.Targets)
            {
                if (target.Values.Contains(user.Key))
                {
                    return target;
                }
            }
        }

        return null;
    }

    private static Target? FindUserListing(FeatureFlag flag, int variation)
    {
        foreach (var target in flag.Targets)
        {
            if (target.Variation == variation)
            {
                return target;
            }
        }

        return null;
    }

    private FeatureFlag? FindFlag(string key) => _findFlag(key) is { IsDeleted: false } flag ? flag : null;

    private Segment? FindSegment(string key) => _findSegment(key) is { IsDeleted: false } segment ? segment : null;
}
