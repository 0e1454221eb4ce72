using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Files;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Compares two environments.</summary>
public static class EnvironmentDiff
{
    /// <summary>Every flag and segment that differs in meaning between both, segments first, then by key. Versions are ignored.</summary>
    /// <param name="one">The state before.</param>
    /// <param name="other">The state after.</param>
    public static IReadOnlyList<DocumentDifference> Of(EnvironmentSnapshot one, EnvironmentSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var differences = new List<DocumentDifference>();
        foreach (var kind in DataKind.All)
        {
            foreach (var key in one.Keys(kind).Union(other.Keys(kind), StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var (before, after) = (one.FindLive(kind, key), other.FindLive(kind, key));
                if (before is null || after is null || !FlagFile.HasSameContentElsewhere(before, after))
                {
                    differences.Add(new DocumentDifference(kind, key, before, after));
                }
            }
        }

        return differences;
    }
}
