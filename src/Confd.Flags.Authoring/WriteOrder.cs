using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>The order in which several items are written, so that a reader meets none before what it refers to.</summary>
internal static class WriteOrder
{
    /// <summary>Segments first, then flags, each after its prerequisites; a cycle, which is refused elsewhere, in any order.</summary>
    public static List<FlagDocument> Of(IEnumerable<FlagDocument> documents)
    {
        var all = documents.ToDictionary(document => document.ItemName);
        var ordered = new List<FlagDocument>();
        var seen = new HashSet<ItemName>();
        var sorted = all.Values
            .OrderBy(document => document.Kind == DataKind.Features)
            .ThenBy(document => document.Key, StringComparer.Ordinal);
        foreach (var document in sorted)
        {
            Visit(document);
        }

        return ordered;

        void Visit(FlagDocument document)
        {
            if (!seen.Add(document.ItemName))
            {
                return;
            }

            foreach (var name in References.Of(document).Where(all.ContainsKey))
            {
                Visit(all[name]);
            }

            ordered.Add(document);
        }
    }
}
