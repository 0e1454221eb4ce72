using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Hooks;
using Confd.Flags.Model;

namespace Confd.Flags.Client;

/// <summary>One evaluation that is reported to hooks or events: its start and its result. Not thread-safe.</summary>
/// <param name="series">The data common to the hooks.</param>
/// <param name="data">The data of each hook for its next stage; empty without hooks.</param>
/// <param name="includesReason">True if the program requested the reason.</param>
internal sealed class ReportedEvaluation(
    EvaluationSeries series, ImmutableArray<ImmutableDictionary<string, object?>> data, bool includesReason)
{
    private readonly List<EvaluatedPrerequisite> _asked = [];

    public EvaluationSeries Series => series;

    public ImmutableArray<ImmutableDictionary<string, object?>> Data => data;

    public bool IncludesReason => includesReason;

    /// <summary>The prerequisites that were evaluated, the innermost first.</summary>
    public IReadOnlyList<EvaluatedPrerequisite> Asked => _asked;

    /// <summary>The flag; null where there is none.</summary>
    public FeatureFlag? Flag { get; private set; }

    /// <summary>Evaluates; again where an earlier result was provisional.</summary>
    public EvaluationDetail<FlagValue> Evaluate(Evaluator evaluator)
    {
        _asked.Clear();
        var detail = evaluator.EvaluateRecording(series.FlagKey, series.Context, series.Default, _asked, out var flag);
        Flag = flag;
        return detail;
    }
}
