using System.Collections.Immutable;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on a flag's prerequisites.</summary>
internal static class PrerequisiteMeaning
{
    private static string Keys(IEnumerable<Prerequisite> prerequisites) =>
        string.Join(", ", prerequisites.Select(prerequisite => Words.Key(prerequisite.Key)));

    public static IEnumerable<MeaningLine> Compare(ImmutableArray<Prerequisite> before, ImmutableArray<Prerequisite> after)
    {
        foreach (var added in after.Except(before))
        {
            yield return new("prerequisite", $"{Words.Key(added.Key)} has to be on and to serve its variation :{added.Variation}");
        }

        foreach (var removed in before.Except(after))
        {
            yield return new("prerequisite", $"{Words.Key(removed.Key)} with variation :{removed.Variation} is no longer required");
        }

        // The first that fails is the reason that programs get.
        var (was, now) = (before.Where(after.Contains).Distinct().ToList(), after.Where(before.Contains).Distinct().ToList());
        if (!was.SequenceEqual(now))
        {
            yield return new("prerequisites", $"are evaluated in the order {Keys(now)}; was {Keys(was)}");
        }
    }
}
