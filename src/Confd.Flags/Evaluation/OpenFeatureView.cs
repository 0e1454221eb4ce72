using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>Converts reasons to OpenFeature's, which are coarser, but distinguish splits.</summary>
public static class OpenFeatureView
{
    /// <summary>OpenFeature's reason of a result.</summary>
    /// <param name="reason">LaunchDarkly's.</param>
    /// <param name="flag">The flag; null where it is not available: then splits are not distinguished from targeting and default.</param>
    public static OpenFeatureReason ToOpenFeature(this EvaluationReason reason, FeatureFlag? flag) => reason.Kind switch
    {
        EvaluationReasonKind.Off or EvaluationReasonKind.PrerequisiteFailed => OpenFeatureReason.Disabled,
        EvaluationReasonKind.TargetMatch => OpenFeatureReason.TargetingMatch,
        EvaluationReasonKind.RuleMatch => reason.IsInExperiment || (RuleOf(flag, reason) is { } rule && IsSplit(rule.Serve))
            ? OpenFeatureReason.Split
            : OpenFeatureReason.TargetingMatch,
        EvaluationReasonKind.Fallthrough => reason.IsInExperiment || (flag is not null && IsSplit(flag.Fallthrough))
            ? OpenFeatureReason.Split
            : OpenFeatureReason.Default,
        _ => OpenFeatureReason.Error,
    };

    private static Rule? RuleOf(FeatureFlag? flag, EvaluationReason reason) =>
        flag is not null && reason.RuleIndex is { } index && index < flag.Rules.Length ? flag.Rules[index] : null;

    private static bool IsSplit(VariationOrRollout serve) => serve.Variation is null;
}
