using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>Evaluates a set of flags.</summary>
public static class FlagSetEvaluation
{
    /// <summary>Creates an evaluator over a set.</summary>
    /// <param name="set">The flags and the segments they refer to.</param>
    /// <param name="bigSegments">Returns the memberships of a context by its key; null: no store of big segments is configured.</param>
    public static Evaluator CreateEvaluator(this FlagSet set, Func<string, BigSegmentAnswer>? bigSegments = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new Evaluator(set.FindFlag, set.FindSegment, bigSegments);
    }
}
