using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <content>Evaluations for those who count them.</content>
public sealed partial class Evaluator
{
    /// <summary>As <see cref="Evaluate(string, EvaluationContext, FlagValue)"/>; also tells what was evaluated.</summary>
    /// <param name="flagKey">The flag's key.</param>
    /// <param name="context">For whom.</param>
    /// <param name="defaultValue">The answer where no variation results.</param>
    /// <param name="asked">Takes the prerequisites that were evaluated.</param>
    /// <param name="flag">The flag; null where there is none.</param>
    internal EvaluationDetail<FlagValue> EvaluateRecording(
        string flagKey, EvaluationContext context, FlagValue defaultValue, List<AskedPrerequisite> asked, out FeatureFlag? flag)
    {
        var isValid = context is { IsValid: true };
        flag = isValid ? FindFlag(flagKey) : null;
        if (flag is null)
        {
            var kind = isValid ? EvaluationErrorKind.FlagNotFound : EvaluationErrorKind.UserNotSpecified;
            return new(defaultValue, null, EvaluationReason.Error(kind));
        }

        var run = new EvaluationRun(context) { Asked = asked };
        var outcome = EvaluateFlag(flag, ref run);
        outcome = run.BigSegmentsStatus is null ? outcome : outcome.With(run.BigSegmentsStatus);
        return outcome.HasVariation
            ? new(flag.Variations[outcome.Variation], outcome.Variation, outcome.Reason)
            : new(defaultValue, null, outcome.Reason);
    }
}
