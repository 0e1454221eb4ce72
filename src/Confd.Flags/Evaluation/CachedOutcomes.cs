using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>The outcomes of flags for one context.</summary>
internal sealed class CachedOutcomes
{
    // Far below what the stack holds: a chain that is too deep is malformed, however much of it has been evaluated before.
    private const int MaxLevels = 200;

    private Dictionary<FeatureFlag, CachedOutcome>? _outcomes;

    /// <summary>Returns the kept outcome of a flag.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="depth">The number of flags that lead to it.</param>
    /// <param name="kept">The outcome.</param>
    /// <returns>False where none is kept, or where the chain has to be evaluated again to check its depth.</returns>
    public bool TryGet(FeatureFlag flag, int depth, out CachedOutcome kept)
    {
        kept = default;
        if (_outcomes is null || !_outcomes.TryGetValue(flag, out var found) || depth + found.Levels > MaxLevels)
        {
            return false;
        }

        kept = found;
        return true;
    }

    /// <summary>Keeps the outcome of a flag.</summary>
    public void Add(FeatureFlag flag, CachedOutcome kept) =>
        (_outcomes ??= new Dictionary<FeatureFlag, CachedOutcome>(ReferenceEqualityComparer.Instance))[flag] = kept;
}
