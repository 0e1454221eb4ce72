using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <content>Membership in segments.</content>
public sealed partial class Evaluator
{
    private bool IsIn(Segment segment, ref EvaluationRun run) =>
        run.Trace is { } trace ? ExplainSegment(segment, trace, ref run) : Decide(segment, ref run);

    private bool Decide(Segment segment, ref EvaluationRun run)
    {
        if (run.Segments.Contains(segment.Key) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return run.FailMalformed();
        }

        return (segment.IsUnbounded ? IsNamedInBig(segment, ref run) : IsNamedIn(segment, run.Context)) ?? MatchesAnyRule(segment, ref run);
    }

    // True for included, false for excluded, null if the rules decide. As in the Node and Go SDKs, all inclusions take precedence over
    // exclusions.
    private static bool? IsNamedIn(Segment segment, EvaluationContext context)
    {
        var userKey = context.FindPart(ContextKind.User)?.Key;
        if ((userKey is not null && segment.Included.Contains(userKey)) || IsListed(segment.IncludedContexts, context))
        {
            return true;
        }

        return (userKey is not null && segment.Excluded.Contains(userKey)) || IsListed(segment.ExcludedContexts, context) ? false : null;
    }

    private static bool IsListed(ImmutableArray<SegmentTarget> targets, EvaluationContext context)
    {
        foreach (var target in targets)
        {
            if (context.FindPart(ContextKind.OrUser(target.ContextKind)) is { } part && target.Values.Contains(part.Key))
            {
                return true;
            }
        }

        return false;
    }

    private bool? IsNamedInBig(Segment segment, ref EvaluationRun run)
    {
        if (segment.Generation is not { } generation)
        {
            run.Note(BigSegmentsStatus.NotConfigured);
            return false;
        }

        if (run.Context.FindPart(ContextKind.OrUser(segment.UnboundedContextKind)) is not { } part)
        {
            return false;
        }

        if (_bigSegments is null)
        {
            run.Note(BigSegmentsStatus.NotConfigured);
            return null;
        }

        return run.Membership(part.Key, _bigSegments)?.Invoke(
            string.Create(CultureInfo.InvariantCulture, $"{segment.Key}.g{generation}"));
    }

    private bool MatchesAnyRule(Segment segment, ref EvaluationRun run)
    {
        if (segment.Rules.IsEmpty)
        {
            return false;
        }

        if (run.TryRecall(segment, out var matches))
        {
            return matches;
        }

        run.Segments.Push(segment.Key);
        foreach (var rule in segment.Rules)
        {
            matches = run.Trace is { } trace ? ExplainSegmentRule(segment, rule, trace, ref run) : Decide(segment, rule, ref run);
            if (matches || run.IsMalformed)
            {
                break;
            }
        }

        run.Segments.Pop();
        run.Keep(segment, matches);
        return matches;
    }

    private bool Decide(Segment segment, SegmentRule rule, ref EvaluationRun run) =>
        MatchesAll(rule.Clauses, ref run) && IsInShare(segment, rule, ref run);

    private static bool IsInShare(Segment segment, SegmentRule rule, ref EvaluationRun run)
    {
        if (rule.Weight is not { } weight)
        {
            return true;
        }

        if (!rule.BucketAttribute.IsValid)
        {
            return run.FailMalformed();
        }

        // Without a context of that kind the bucket is 0, as in the Node and .NET SDKs; in the Go SDK there is no match.
        var part = run.Context.FindPart(ContextKind.OrUser(rule.RolloutContextKind));
        var bucket = part is null ? 0 : Bucketing.Compute(segment.Key, segment.Salt, part.GetValue(rule.BucketAttribute));
        var isIn = bucket < weight / Bucketing.FullWeight;
        run.Trace?.Add(new EvaluationStep
        {
            Kind = EvaluationStepKind.Share,
            Bucket = bucket,
            Value = part?.GetValue(rule.BucketAttribute) ?? FlagValue.Null,
            Holds = isIn,
        });
        return isIn;
    }
}
