namespace Confd.Flags.Model;

/// <summary>What a rule or the fallthrough serves. The variation takes precedence over the rollout; with neither the flag is
/// malformed.</summary>
/// <param name="Variation">Index into the flag's variations, 0-based; null if there is none.</param>
/// <param name="Rollout">Shares; null if there are none.</param>
public readonly record struct VariationOrRollout(int? Variation, Rollout? Rollout);
