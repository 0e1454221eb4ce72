using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>Evaluates many flags for one context: the outcome of each prerequisite is computed once for all of them. Created by <see
/// cref="Evaluator.ForContext"/>.</summary>
/// <remarks>Not thread-safe. Valid as long as the evaluator's flags do not change.</remarks>
public sealed class ContextEvaluation
{
    private readonly CachedOutcomes _kept = new();
    private readonly Evaluator _evaluator;
    private readonly EvaluationContext _context;

    internal ContextEvaluation(Evaluator evaluator, EvaluationContext context)
    {
        _evaluator = evaluator;
        _context = context;
    }

    /// <summary>Evaluates a flag, with the same result as <see cref="Evaluator.Evaluate(FeatureFlag, EvaluationContext,
    /// FlagValue)"/>.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="defaultValue">Returned where no variation results.</param>
    public EvaluationDetail<FlagValue> Evaluate(FeatureFlag flag, FlagValue defaultValue)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _evaluator.Evaluate(flag, _context, defaultValue, _kept);
    }
}
