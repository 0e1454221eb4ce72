using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>The state of one evaluation; created for each, lives on the stack.</summary>
internal struct EvaluationRun(EvaluationContext context)
{
    // Visited on the way down; mutable structs.
    public VisitedKeys Flags;
    public VisitedKeys Segments;

    private Dictionary<string, Func<string, bool?>?>? _memberships;

    private EvaluatedItems<CachedOutcome> _outcomes;
    private EvaluatedItems<bool> _segments;

    public EvaluationContext Context { get; } = context;

    /// <summary>Receives the steps of an evaluation that is explained; null: not explained.</summary>
    public EvaluationTrace? Trace { get; init; }

    /// <summary>Receives the prerequisites that were evaluated, in order, the innermost first; null: not recorded.</summary>
    public List<EvaluatedPrerequisite>? Asked { get; init; }

    /// <summary>Outcomes of prerequisites in other evaluations for the same context; null: there are none.</summary>
    public CachedOutcomes? Kept { get; init; }

    // The depth of the deepest flag visited since Descend.
    private int _deepest;

    /// <summary>
    /// Set where the data contradicts itself beyond one flag (a cycle, an invalid attribute): the whole evaluation is malformed,
    /// and not only the prerequisite in which it was found.
    /// </summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The worst status so far; null if no big segment was met.</summary>
    public BigSegmentsStatus? BigSegmentsStatus { get; private set; }

    /// <summary>Marks the evaluation as malformed.</summary>
    /// <returns>False, as the result of the condition that cannot be decided.</returns>
    public bool FailMalformed()
    {
        IsMalformed = true;
        return false;
    }

    public void Note(BigSegmentsStatus status)
    {
        if (BigSegmentsStatus is not { } noted || noted < status)
        {
            BigSegmentsStatus = status;
        }
    }

    /// <summary>The earlier outcome of a prerequisite, in this run or in another one for the context.</summary>
    public bool TryRecall(FeatureFlag flag, out Outcome outcome)
    {
        var isKnown = _outcomes.TryGet(flag.Key, out var kept) || (Kept is not null && Kept.TryGet(flag, Flags.Count, out kept));
        outcome = kept.Outcome;
        _deepest = Math.Max(_deepest, Flags.Count + kept.Levels);
        return isKnown;
    }

    /// <summary>Starts to measure the depth of a flag's prerequisites.</summary>
    /// <returns>For <see cref="Keep(FeatureFlag, Outcome, int)"/>.</returns>
    public int Descend()
    {
        var above = _deepest;
        _deepest = Flags.Count;
        return above;
    }

    /// <summary>Whether the context was found in a segment with rules before in this run.</summary>
    public bool TryRecall(Segment segment, out bool isIn) => _segments.TryGet(segment.Key, out isIn);

    /// <summary>Keeps the outcome of a flag; also for other runs if it holds for them: the data is sound, and no big segment has been
    /// evaluated, whose state each run has to determine by itself.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="above">The return value of <see cref="Descend"/>.</param>
    public void Keep(FeatureFlag flag, Outcome outcome, int above)
    {
        var levels = flag.Prerequisites.IsEmpty ? 0 : Math.Max(_deepest - Flags.Count, 1);
        var kept = new CachedOutcome(outcome, levels);
        _outcomes.Keep(flag.Key, kept);
        if (!IsMalformed && BigSegmentsStatus is null)
        {
            Kept?.Add(flag, kept);
        }

        _deepest = Math.Max(above, Flags.Count + levels);
    }

    /// <summary>Keeps whether the context is in a segment.</summary>
    public void Keep(Segment segment, bool isIn) => _segments.Keep(segment.Key, isIn);

    /// <summary>Looks a context up in the store of big segments, once per evaluation.</summary>
    public Func<string, bool?>? Membership(string contextKey, Func<string, BigSegmentAnswer> bigSegments)
    {
        _memberships ??= new Dictionary<string, Func<string, bool?>?>(StringComparer.Ordinal);
        if (!_memberships.TryGetValue(contextKey, out var membership))
        {
            var answer = bigSegments(contextKey);
            Note(answer.Status);
            membership = answer.Membership;
            _memberships.Add(contextKey, membership);
        }

        return membership;
    }
}
