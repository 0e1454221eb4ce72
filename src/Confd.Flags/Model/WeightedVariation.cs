namespace Confd.Flags.Model;

/// <summary>A share of a rollout.</summary>
/// <param name="Variation">Index into the flag's variations, 0-based.</param>
/// <param name="Weight">The share in 1/100000: 60000 is 60 percent.</param>
public sealed record WeightedVariation(int Variation, int Weight)
{
    /// <summary>In an experiment: contexts in this share do not take part.</summary>
    public bool IsUntracked { get; init; }
}
