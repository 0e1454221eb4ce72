using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Authoring;

/// <summary>The order in which several items are written, so that a reader finds none before what it refers to.</summary>
internal static class WriteOrder
{
    /// <summary>Segments first, then flags, each after its prerequisites; a cycle, which is rejected elsewhere, in any order.</summary>
    public static List<FlagDocument> Of(IEnumerable<FlagDocument> documents)
    {
        var all = documents.ToDictionary(document => document.ItemName);
        var sorted = all.Values
            .OrderBy(document => document.Kind == DataKind.Features)
            .ThenBy(document => document.Key, StringComparer.Ordinal)
            .Select(document => document.ItemName);
        return [.. DependencyOrder.Of(sorted, name => References.Of(all[name]).Where(all.ContainsKey)).Select(name => all[name])];
    }
}
