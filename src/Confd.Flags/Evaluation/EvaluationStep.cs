using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>One thing that an evaluation looked at, and what came of it. What it did not look at is not there.</summary>
public sealed record EvaluationStep
{
    /// <summary>What was looked at.</summary>
    public required EvaluationStepKind Kind { get; init; }

    /// <summary>The key of a flag, prerequisite or segment; the identity of a rule; else empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>The place of a rule or condition, 0-based; of a share the variation; null: it has none.</summary>
    public int? Index { get; init; }

    /// <summary>Whether it holds: a rule or condition matches, a prerequisite is met, the context is in the segment or share. Of a flag
    /// whether it is on.</summary>
    public bool Holds { get; init; }

    /// <summary>False for a flag or segment that is not there.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>The condition; null for other kinds.</summary>
    public Clause? Clause { get; init; }

    /// <summary>What the context has in the condition's attribute, or in the one that is split; JSON null: nothing.</summary>
    public FlagValue Value { get; init; }

    /// <summary>Of a share the place of the context, from 0 to 1; null for other kinds.</summary>
    public float? Bucket { get; init; }

    /// <summary>What a flag ends in; null for other kinds.</summary>
    public EvaluationReason? Reason { get; init; }

    /// <summary>Which variation a flag ends in, 0-based; null: the caller's default, or another kind.</summary>
    public int? Variation { get; init; }

    /// <summary>What was looked at for this, in order.</summary>
    public ImmutableArray<EvaluationStep> Steps { get; init; } = [];
}
