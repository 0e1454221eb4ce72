using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>Contexts of one kind that a segment lists by key.</summary>
/// <param name="IsIn">True: included; false: excluded.</param>
/// <param name="ContextKind">Their kind.</param>
/// <param name="Keys">Their keys in order, each once.</param>
internal sealed record SegmentMembers(bool IsIn, string ContextKind, IReadOnlyList<string> Keys)
{
    /// <summary>All non-empty lists: included contexts, then excluded ones, users first.</summary>
    public static IReadOnlyList<SegmentMembers> Of(Segment segment) =>
    [
        .. Of(isIn: true, segment.Included, segment.IncludedContexts),
        .. Of(isIn: false, segment.Excluded, segment.ExcludedContexts),
    ];

    private static IEnumerable<SegmentMembers> Of(bool isIn, KeySet users, IEnumerable<SegmentTarget> others) => others
        .Prepend(new SegmentTarget(Contexts.ContextKind.User, users))
        .GroupBy(
            target => Contexts.ContextKind.OrUser(target.ContextKind),
            target => target.Values,
            StringComparer.Ordinal)
        .Select(group => new SegmentMembers(isIn, group.Key, [.. group.SelectMany(keys => keys).Distinct(StringComparer.Ordinal)]))
        .Where(list => list.Keys.Count > 0);
}
