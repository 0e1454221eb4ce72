using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>The references between the flags and segments of an environment.</summary>
internal static class References
{
    /// <summary>All other flags and segments that refer to the given one.</summary>
    public static IEnumerable<FlagDocument> To(EnvironmentSnapshot environment, DataKind kind, string key)
    {
        var (set, name) = (environment.ToSet(), new ItemName(kind, key));
        return set.Segments.Values.Where(segment => FlagReferences.Of(segment).Contains(name))
            .Select(segment => new ItemName(DataKind.Segments, segment.Key))
            .Concat(set.Flags.Values.Where(flag => FlagReferences.Of(flag).Contains(name))
                .Select(flag => new ItemName(DataKind.Features, flag.Key)))
            .Where(item => item != name)
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => environment.Require(item.Kind, item.Key));
    }

    /// <summary>All items that a document refers to; empty where it cannot be read.</summary>
    public static IEnumerable<ItemName> Of(FlagDocument document)
    {
        try
        {
            return document.Kind == DataKind.Segments ? FlagReferences.Of(document.ToSegment()) : FlagReferences.Of(document.ToFlag());
        }
        catch (FlagFormatException)
        {
            return [];
        }
    }
}
