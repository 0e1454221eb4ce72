using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>One check of an evaluation, and its result. Checks that were not made are not included.</summary>
public sealed record EvaluationStep
{
    /// <summary>What was checked.</summary>
    public required EvaluationStepKind Kind { get; init; }

    /// <summary>The key of a flag, prerequisite or segment; the identity of a rule; else empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>The index of a rule or condition, 0-based; for a share that of the variation; null: it has none.</summary>
    public int? Index { get; init; }

    /// <summary>Whether it holds: a rule or condition matches, a prerequisite is met, the context is in the segment or share. For a flag
    /// whether it is on.</summary>
    public bool Holds { get; init; }

    /// <summary>False for a flag or segment that does not exist.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>For a big segment how far its members are known; null for other kinds, and where they do not matter.</summary>
    public BigSegmentsStatus? BigSegments { get; init; }

    /// <summary>The condition; null for other kinds.</summary>
    public Clause? Clause { get; init; }

    /// <summary>The context's value of the condition's attribute, or of the one that is split by; JSON null: none.</summary>
    public FlagValue Value { get; init; }

    /// <summary>For a share the position of the context, from 0 to 1; null for other kinds.</summary>
    public float? Bucket { get; init; }

    /// <summary>The reason of a flag's result; null for other kinds.</summary>
    public EvaluationReason? Reason { get; init; }

    /// <summary>The resulting variation of a flag, 0-based; null: the caller's default, or another kind.</summary>
    public int? Variation { get; init; }

    /// <summary>The checks that were made for this one, in order.</summary>
    public ImmutableArray<EvaluationStep> Steps { get; init; } = [];
}
