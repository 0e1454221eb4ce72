using Confd.Flags.Evaluation;
using OpenFeature.Constant;
using OpenFeature.Model;

namespace Confd.Flags.OpenFeature;

/// <summary>From LaunchDarkly's reasons to OpenFeature's reasons, errors and metadata.</summary>
internal static class Answers
{
    public static string NameOf(OpenFeatureReason reason) => reason switch
    {
        OpenFeatureReason.Disabled => Reason.Disabled,
        OpenFeatureReason.TargetingMatch => Reason.TargetingMatch,
        OpenFeatureReason.Split => Reason.Split,
        OpenFeatureReason.Default => Reason.Default,
        _ => Reason.Error,
    };

    public static ErrorType ErrorOf(EvaluationErrorKind kind, bool isKeyMissing) => kind switch
    {
        EvaluationErrorKind.ClientNotReady => ErrorType.ProviderNotReady,
        EvaluationErrorKind.FlagNotFound => ErrorType.FlagNotFound,
        EvaluationErrorKind.MalformedFlag => ErrorType.ParseError,
        EvaluationErrorKind.UserNotSpecified => isKeyMissing ? ErrorType.TargetingKeyMissing : ErrorType.InvalidContext,
        EvaluationErrorKind.WrongType => ErrorType.TypeMismatch,
        _ => ErrorType.General,
    };

    /// <summary>What OpenFeature's reason loses.</summary>
    public static ImmutableMetadata MetadataOf(EvaluationReason reason, long? version)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { ["ldReason"] = KindOf(reason) };
        Add("flagVersion", version is { } number ? (double)number : null);
        Add("ruleIndex", reason.RuleIndex);
        Add("ruleId", reason.RuleId);
        Add("prerequisiteKey", reason.PrerequisiteKey);
        Add("inExperiment", reason.IsInExperiment ? true : null);
        Add("bigSegmentsStatus", NameOf(reason.BigSegmentsStatus));
        return new ImmutableMetadata(all);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                all.Add(name, value);
            }
        }
    }

    private static string KindOf(EvaluationReason reason) => reason.Kind switch
    {
        EvaluationReasonKind.RuleMatch => "RULE_MATCH",
        EvaluationReasonKind.PrerequisiteFailed => "PREREQUISITE_FAILED",
        _ => reason.ToString(),
    };

    private static string? NameOf(BigSegmentsStatus? status) => status switch
    {
        BigSegmentsStatus.Healthy => "HEALTHY",
        BigSegmentsStatus.Stale => "STALE",
        BigSegmentsStatus.StoreError => "STORE_ERROR",
        BigSegmentsStatus.NotConfigured => "NOT_CONFIGURED",
        _ => null,
    };
}
