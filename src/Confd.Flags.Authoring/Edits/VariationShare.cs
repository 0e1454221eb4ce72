using Confd.Shared;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The share of contexts that get a variation.</summary>
/// <param name="Variation">The variation.</param>
/// <param name="Percent">From 0 to 100, in steps of 0.001.</param>
public sealed record VariationShare(VariationReference Variation, decimal Percent)
{
    /// <summary>Everyone.</summary>
    public static IReadOnlyList<VariationShare> All(VariationReference variation) => [new(variation, 100)];

    /// <summary>Converts a share to 1/100000.</summary>
    /// <exception cref="FlagEditException">It is outside of 0 to 100, or finer than 0.001.</exception>
    internal static int ToWeight(decimal percent, string name) => Weights.OfPercent(percent)
        ?? throw new FlagEditException($"{name}: a share is from 0 to 100 percent, in steps of 0.001");
}
