using System.Collections.Immutable;
using Confd.Flags.Model;

namespace Confd.Flags.Storage;

/// <summary>The flags and segments that the evaluation of a flag or segment may need.</summary>
public static class FlagReferences
{
    /// <summary>A flag's prerequisites and the segments of its rules.</summary>
    public static IEnumerable<ItemName> Of(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Prerequisites.Select(prerequisite => new ItemName(DataKind.Features, prerequisite.Key))
            .Concat(flag.Rules.SelectMany(rule => SegmentsOf(rule.Clauses)));
    }

    /// <summary>The segments of a segment's rules.</summary>
    public static IEnumerable<ItemName> Of(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return segment.Rules.SelectMany(rule => SegmentsOf(rule.Clauses));
    }

    /// <summary>The keys of all flags that refer to one of the changed items, directly or not, and of the changed flags
    /// themselves.</summary>
    /// <param name="references">The references of items.</param>
    /// <param name="changed">The items.</param>
    internal static ImmutableArray<string> FindAffected(
        IReadOnlyDictionary<ItemName, ImmutableArray<ItemName>> references, IReadOnlyCollection<ItemName> changed)
    {
        var referrers = references.SelectMany(item => item.Value.Select(name => (Name: name, Referrer: item.Key)))
            .ToLookup(pair => pair.Name, pair => pair.Referrer);
        var affected = new HashSet<ItemName>(changed);
        var pending = new Queue<ItemName>(affected);
        while (pending.TryDequeue(out var name))
        {
            foreach (var referrer in referrers[name].Where(affected.Add))
            {
                pending.Enqueue(referrer);
            }
        }

        return [.. affected.Where(name => name.Kind == DataKind.Features).Select(name => name.Key).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<ItemName> SegmentsOf(ImmutableArray<Clause> clauses) => clauses
        .Where(clause => clause.IsSegmentMatch)
        .SelectMany(clause => clause.Values)
        .Select(value => value.AsString)
        .OfType<string>()
        .Select(key => new ItemName(DataKind.Segments, key));
}
