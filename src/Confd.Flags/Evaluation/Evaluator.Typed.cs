using Confd.Flags.Contexts;

namespace Confd.Flags.Evaluation;

/// <content>Evaluations of one type: a value of another type, also null, is replaced by the default and <c>WRONG_TYPE</c>.</content>
public sealed partial class Evaluator
{
    /// <summary>Evaluates a flag whose values are booleans.</summary>
    public EvaluationDetail<bool> EvaluateBoolean(string flagKey, EvaluationContext context, bool defaultValue) =>
        EvaluateAs(flagKey, context, defaultValue, FlagValueKind.Boolean, static value => value.AsBoolean);

    /// <summary>Evaluates a flag whose values are numbers; fractions are truncated, see <see cref="FlagValue.AsInt32"/>.</summary>
    public EvaluationDetail<int> EvaluateInt32(string flagKey, EvaluationContext context, int defaultValue) =>
        EvaluateAs(flagKey, context, defaultValue, FlagValueKind.Number, static value => value.AsInt32);

    /// <summary>Evaluates a flag whose values are numbers.</summary>
    public EvaluationDetail<double> EvaluateDouble(string flagKey, EvaluationContext context, double defaultValue) =>
        EvaluateAs(flagKey, context, defaultValue, FlagValueKind.Number, static value => value.AsDouble);

    /// <summary>Evaluates a flag whose values are strings.</summary>
    public EvaluationDetail<string> EvaluateString(string flagKey, EvaluationContext context, string defaultValue) =>
        EvaluateAs(flagKey, context, defaultValue, FlagValueKind.String, static value => value.AsString!);

    private EvaluationDetail<T> EvaluateAs<T>(
        string flagKey, EvaluationContext context, T defaultValue, FlagValueKind kind, Func<FlagValue, T> convert)
    {
        var outcome = Run(flagKey, context, out var flag);
        if (!outcome.HasVariation)
        {
            return new(defaultValue, null, outcome.Reason);
        }

        var value = flag!.Variations[outcome.Variation];
        return value.Kind == kind
            ? new(convert(value), outcome.Variation, outcome.Reason)
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.WrongType));
    }
}
