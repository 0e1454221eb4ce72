using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>The resulting variation of an evaluation, or none, and the reason.</summary>
internal readonly struct Outcome
{
    private const int None = -1;

    private Outcome(int variation, EvaluationReason reason)
    {
        Variation = variation;
        Reason = reason;
    }

    /// <summary>Index into the flag's variations; meaningless unless <see cref="HasVariation"/>.</summary>
    public int Variation { get; }

    public EvaluationReason Reason { get; }

    public bool HasVariation => Variation != None;

    public static Outcome Of(int variation, EvaluationReason reason) => new(variation, reason);

    /// <summary>The caller's default is returned.</summary>
    public static Outcome Default(EvaluationReason reason) => new(None, reason);

    public static Outcome Error(EvaluationErrorKind kind) => Default(EvaluationReason.Error(kind));

    /// <summary>The result: the flag's variation, or the caller's default.</summary>
    public EvaluationDetail<FlagValue> ToDetail(FeatureFlag? flag, FlagValue defaultValue) =>
        HasVariation ? new(flag!.Variations[Variation], Variation, Reason) : new(defaultValue, null, Reason);

    public Outcome With(BigSegmentsStatus? status) => new(Variation, Reason with { BigSegmentsStatus = status });
}
