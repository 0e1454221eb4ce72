using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;

namespace Confd.Flags.Events;

/// <summary>A flag was evaluated: because a program asked for it, or as the prerequisite of one that it asked for.</summary>
public sealed record EvaluationEvent : FlagEvent
{
    /// <summary>The flag's key.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The flag; null where nobody knows it.</summary>
    public FeatureFlag? Flag { get; init; }

    /// <summary>What was answered; <see cref="FlagValue.Null"/> and no index for a prerequisite that serves nothing.</summary>
    public EvaluationDetail<FlagValue> Detail { get; init; }

    /// <summary>The program's default; null for a prerequisite, which has none.</summary>
    public FlagValue Default { get; init; }

    /// <summary>True if the program asked for the reason.</summary>
    public bool WantsReason { get; init; }

    /// <summary>The flag whose prerequisite this one is; null where the program asked for it itself.</summary>
    public string? PrerequisiteOf { get; init; }
}
