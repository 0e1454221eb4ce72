using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Contexts that get one variation by their key, as an evaluator reads them.</summary>
/// <param name="ContextKind">Their kind.</param>
/// <param name="Variation">Their variation.</param>
/// <param name="Keys">Their keys in order.</param>
public sealed record TargetList(string ContextKind, int Variation, IReadOnlyList<string> Keys)
{
    /// <summary>The lists in order of precedence. Unused ones are omitted.</summary>
    public static IEnumerable<TargetList> Of(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        if (flag.ContextTargets.IsEmpty)
        {
            return flag.Targets.Select(target => Make(Contexts.ContextKind.User, target)).Where(list => list.Keys.Count > 0);
        }

        return flag.ContextTargets.Select(target => Contexts.ContextKind.OrUser(target.ContextKind) == Contexts.ContextKind.User
            ? Make(
                Contexts.ContextKind.User,
                flag.Targets.FirstOrDefault(listing => listing.Variation == target.Variation) ?? target with { Values = [] })
            : Make(target.ContextKind!, target)).Where(list => list.Keys.Count > 0);
    }

    private static TargetList Make(string kind, Target target) => new(kind, target.Variation, [.. target.Values]);
}
