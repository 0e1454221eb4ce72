using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>The share of contexts that each entry of a rollout gets, as evaluators read its weights.</summary>
internal static class ServedShares
{
    /// <summary>The shares in 1/100000, in the order of the entries. They add up to the whole: the last entry gets the rest that the
    /// weights leave, and weights beyond the whole have no effect.</summary>
    public static IReadOnlyList<(int Variation, long Weight)> Of(Rollout rollout)
    {
        var shares = new List<(int Variation, long Weight)>(rollout.Variations.Length);
        var (sum, end) = (0L, 0L);
        foreach (var entry in rollout.Variations)
        {
            sum += entry.Weight;
            var next = Math.Clamp(sum, end, Weights.Full);
            shares.Add((entry.Variation, next - end));
            end = next;
        }

        if (shares.Count > 0)
        {
            shares[^1] = (shares[^1].Variation, shares[^1].Weight + Weights.Full - end);
        }

        return shares;
    }
}
