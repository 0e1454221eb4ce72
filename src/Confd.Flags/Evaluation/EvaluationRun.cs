using Confd.Flags.Contexts;

namespace Confd.Flags.Evaluation;

/// <summary>What one evaluation remembers on its way; made anew for each, lives on the stack.</summary>
internal struct EvaluationRun(EvaluationContext context)
{
    // What was met on the way down; structs to change in place.
    public VisitedKeys Flags;
    public VisitedKeys Segments;

    private Dictionary<string, Func<string, bool?>?>? _memberships;

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
