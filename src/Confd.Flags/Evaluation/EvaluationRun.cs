using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>What one evaluation remembers on its way; made anew for each, lives on the stack.</summary>
internal struct EvaluationRun(EvaluationContext context)
{
    // What was met on the way down; structs to change in place.
    public VisitedKeys Flags;
    public VisitedKeys Segments;

    private Dictionary<string, Func<string, bool?>?>? _memberships;

    private Decided<Outcome> _outcomes;
    private Decided<bool> _segments;

    public EvaluationContext Context { get; } = context;

    /// <summary>Takes the steps of an evaluation that is to be explained; null: nobody asks.</summary>
    public EvaluationTrace? Trace { get; init; }

    /// <summary>Takes the prerequisites that were asked, in order, the innermost first; null: nobody wants to know.</summary>
    public List<AskedPrerequisite>? Asked { get; init; }

    /// <summary>
    /// Set where the data contradicts itself beyond one flag (a cycle, an invalid attribute): the whole evaluation is malformed,
    /// and not only the prerequisite in which it was found.
    /// </summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The worst status so far; null if no big segment was met.</summary>
    public BigSegmentsStatus? BigSegmentsStatus { get; private set; }

    /// <summary>Marks the evaluation as malformed.</summary>
    /// <returns>False, as answer of the condition that cannot be decided.</returns>
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

    /// <summary>What a prerequisite that has some itself came to before in this run.</summary>
    public bool TryRecall(FeatureFlag flag, out Outcome outcome) => _outcomes.TryGet(flag.Key, out outcome);

    /// <summary>Whether the context was found in a segment with rules before in this run.</summary>
    public bool TryRecall(Segment segment, out bool isIn) => _segments.TryGet(segment.Key, out isIn);

    /// <summary>Keeps what a prerequisite came to.</summary>
    public void Keep(FeatureFlag flag, Outcome outcome) => _outcomes.Keep(flag.Key, outcome);

    /// <summary>Keeps whether the context is in a segment.</summary>
    public void Keep(Segment segment, bool isIn) => _segments.Keep(segment.Key, isIn);

    /// <summary>Asks the store of big segments about a context, once per evaluation.</summary>
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
