using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <content>From the variation or rollout of a rule to a variation: fixed ones, rollouts and experiments.</content>
public sealed partial class Evaluator
{
    private static Outcome ServeOff(FeatureFlag flag, EvaluationReason reason) =>
        flag.OffVariation is { } variation ? Serve(flag, variation, reason) : Outcome.Default(reason);

    private static Outcome Serve(FeatureFlag flag, int variation, EvaluationReason reason) =>
        (uint)variation < (uint)flag.Variations.Length
            ? Outcome.Of(variation, reason)
            : Outcome.Default(EvaluationReason.Malformed);

    private static Outcome Serve(FeatureFlag flag, VariationOrRollout serve, EvaluationReason reason, ref EvaluationRun run)
    {
        if (serve.Variation is { } variation)
        {
            return Serve(flag, variation, reason);
        }

        return serve.Rollout is { Variations.IsEmpty: false } rollout
            ? Serve(flag, rollout, reason, ref run)
            : Outcome.Default(EvaluationReason.Malformed);
    }

    private static Outcome Serve(FeatureFlag flag, Rollout rollout, EvaluationReason reason, ref EvaluationRun run)
    {
        var isExperiment = rollout.Kind == RolloutKind.Experiment;
        var attribute = isExperiment ? AttributeReference.Key : rollout.BucketAttribute;
        if (!attribute.IsValid)
        {
            // As the Node and Go SDKs; the .NET SDK puts everyone into bucket 0.
            run.FailMalformed();
            return Outcome.Default(EvaluationReason.Malformed);
        }

        var part = run.Context.FindPart(ContextKind.OrUser(rollout.ContextKind));
        var bucket = part is null ? 0 : BucketOf(flag, rollout, part.GetValue(attribute));
        var share = FindShare(rollout, bucket);
        run.Trace?.Add(new EvaluationStep
        {
            Kind = EvaluationStepKind.Share,
            Index = share.Variation,
            Bucket = bucket,
            Value = part?.GetValue(attribute) ?? FlagValue.Null,
            Holds = true,
        });
        var isInExperiment = isExperiment && part is not null && !share.IsUntracked;
        return Serve(flag, share.Variation, isInExperiment ? reason with { IsInExperiment = true } : reason);
    }

    // A seed of 0 is a seed, as in the .NET and Go SDKs.
    private static float BucketOf(FeatureFlag flag, Rollout rollout, FlagValue value) =>
        rollout.Seed is { } seed ? Bucketing.Compute(seed, value) : Bucketing.Compute(flag.Key, flag.Salt, value);

    // By rounding, the weights may add up to less than everything: a context past the end gets the last share.
    private static WeightedVariation FindShare(Rollout rollout, float bucket)
    {
        var end = 0f;
        foreach (var share in rollout.Variations)
        {
            end += share.Weight / Bucketing.FullWeight;
            if (bucket < end)
            {
                return share;
            }
        }

        return rollout.Variations[^1];
    }
}
