using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Who refers to whom in an environment.</summary>
internal static class References
{
    /// <summary>All flags and segments that name another one, by kind and key; not the one itself.</summary>
    public static IEnumerable<FlagDocument> To(EnvironmentSnapshot environment, DataKind kind, string key)
    {
        var flags = environment.ToSet().Flags.Values.Where(flag => Of(flag).Contains((kind, key)))
            .Select(flag => (DataKind.Features, flag.Key));
        var segments = environment.ToSet().Segments.Values.Where(segment => Of(segment).Contains((kind, key)))
            .Select(segment => (DataKind.Segments, segment.Key));
        return segments.Concat(flags)
            .Where(item => item != (kind, key))
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => environment.Demand(item.Item1, item.Key));
    }

    /// <summary>All that a document names; nothing where it cannot be read.</summary>
    public static IEnumerable<(DataKind Kind, string Key)> Of(FlagDocument document)
    {
        try
        {
            return document.Kind == DataKind.Segments ? Of(document.ToSegment()) : Of(document.ToFlag());
        }
        catch (FlagFormatException)
        {
            return [];
        }
    }

    public static IEnumerable<(DataKind Kind, string Key)> Of(FeatureFlag flag) =>
        flag.Prerequisites.Select(prerequisite => (DataKind.Features, prerequisite.Key))
            .Concat(SegmentsOf(flag.Rules.SelectMany(rule => rule.Clauses)));

    public static IEnumerable<(DataKind Kind, string Key)> Of(Segment segment) =>
        SegmentsOf(segment.Rules.SelectMany(rule => rule.Clauses));

    private static IEnumerable<(DataKind Kind, string Key)> SegmentsOf(IEnumerable<Clause> clauses) => clauses
        .Where(clause => clause.OperatorName == Clause.SegmentMatch)
        .SelectMany(clause => clause.Values)
        .Select(value => value.AsString)
        .OfType<string>()
        .Select(key => (DataKind.Segments, key));
}
