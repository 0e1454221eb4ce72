using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Hooks;
using Confd.Flags.Model;

namespace Confd.Flags.Client;

/// <summary>One evaluation that hooks or events look on: what it began with, and what came of it. Not for several threads.</summary>
/// <param name="series">What the hooks have in common.</param>
/// <param name="data">What each hook wants to have afterwards; empty without hooks.</param>
/// <param name="wantsReason">True if the program asked for the reason.</param>
internal sealed class ReportedEvaluation(
    EvaluationSeries series, ImmutableArray<ImmutableDictionary<string, object?>> data, bool wantsReason)
{
    private readonly List<AskedPrerequisite> _asked = [];

    public EvaluationSeries Series => series;

    public ImmutableArray<ImmutableDictionary<string, object?>> Data => data;

    public bool WantsReason => wantsReason;

    /// <summary>The prerequisites that were asked, the innermost first.</summary>
    public IReadOnlyList<AskedPrerequisite> Asked => _asked;

    /// <summary>The flag; null where there is none.</summary>
    public FeatureFlag? Flag { get; private set; }

    /// <summary>Evaluates; again where an earlier answer was provisional.</summary>
    public EvaluationDetail<FlagValue> Evaluate(Evaluator evaluator)
    {
        _asked.Clear();
        var detail = evaluator.EvaluateRecording(series.FlagKey, series.Context, series.Default, _asked, out var flag);
        Flag = flag;
        return detail;
    }
}
