using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;

namespace Confd.Flags.Events;

/// <summary>An evaluation of a flag: requested by the program, or as the prerequisite of a requested flag.</summary>
public sealed record EvaluationEvent : FlagEvent
{
    /// <summary>The flag's key.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The flag; null where it is not available.</summary>
    public FeatureFlag? Flag { get; init; }

    /// <summary>The result; <see cref="FlagValue.Null"/> and no index for a prerequisite that serves nothing.</summary>
    public EvaluationDetail<FlagValue> Detail { get; init; }

    /// <summary>The program's default; null for a prerequisite, which has none.</summary>
    public FlagValue Default { get; init; }

    /// <summary>True if the program requested the reason.</summary>
    public bool IncludesReason { get; init; }

    /// <summary>The flag whose prerequisite this one is; null where the program requested it itself.</summary>
    public string? PrerequisiteOf { get; init; }
}
