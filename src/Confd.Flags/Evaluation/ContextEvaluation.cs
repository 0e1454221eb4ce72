using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>Evaluates many flags for one context: what a prerequisite comes to is worked out once for all of them.
/// <see cref="Evaluator.ForContext"/> makes it.</summary>
/// <remarks>For one thread at a time, and as long as the flags are those that the evaluator finds.</remarks>
public sealed class ContextEvaluation
{
    private readonly KeptOutcomes _kept = new();
    private readonly Evaluator _evaluator;
    private readonly EvaluationContext _context;

    internal ContextEvaluation(Evaluator evaluator, EvaluationContext context)
    {
        _evaluator = evaluator;
        _context = context;
    }

    /// <summary>Evaluates a flag, with the same answer as
    /// <see cref="Evaluator.Evaluate(FeatureFlag, EvaluationContext, FlagValue)"/>.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="defaultValue">The answer where no variation results.</param>
    public EvaluationDetail<FlagValue> Evaluate(FeatureFlag flag, FlagValue defaultValue)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _evaluator.Evaluate(flag, _context, defaultValue, _kept);
    }
}
