using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>A prerequisite that was evaluated for a flag.</summary>
/// <param name="Of">The flag whose prerequisite it is.</param>
/// <param name="Flag">The prerequisite.</param>
/// <param name="Outcome">What it serves.</param>
internal readonly record struct EvaluatedPrerequisite(FeatureFlag Of, FeatureFlag Flag, Outcome Outcome);
