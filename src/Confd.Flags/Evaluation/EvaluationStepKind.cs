namespace Confd.Flags.Evaluation;

/// <summary>What an evaluation looks at on its way.</summary>
public enum EvaluationStepKind
{
    /// <summary>A flag: the one that was asked for, or one that another needs.</summary>
    Flag,

    /// <summary>What another flag has to serve first.</summary>
    Prerequisite,

    /// <summary>A rule of a flag.</summary>
    Rule,

    /// <summary>A condition of a rule.</summary>
    Clause,

    /// <summary>A segment that a condition names.</summary>
    Segment,

    /// <summary>A rule of a segment.</summary>
    SegmentRule,

    /// <summary>The place of the context in a rollout, or in the share of a segment's rule.</summary>
    Share,
}
