using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>What flags have come to for one context, by the flag itself.</summary>
internal sealed class KeptOutcomes
{
    // Far below what the stack holds: a chain that is too deep for it is malformed, however much of it is known already.
    private const int MaxLevels = 200;

    private Dictionary<FeatureFlag, KeptOutcome>? _outcomes;

    /// <summary>What a flag came to.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="depth">How many flags lead to it.</param>
    /// <param name="kept">What it came to.</param>
    /// <returns>False where that is not known, or the way down is to be gone again to see whether it is too long.</returns>
    public bool TryGet(FeatureFlag flag, int depth, out KeptOutcome kept)
    {
        kept = default;
        if (_outcomes is null || !_outcomes.TryGetValue(flag, out var found) || depth + found.Levels > MaxLevels)
        {
            return false;
        }

        kept = found;
        return true;
    }

    /// <summary>Keeps what a flag came to.</summary>
    public void Add(FeatureFlag flag, KeptOutcome kept) =>
        (_outcomes ??= new Dictionary<FeatureFlag, KeptOutcome>(ReferenceEqualityComparer.Instance))[flag] = kept;
}
