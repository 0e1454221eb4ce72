using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Archived and deleted flags and segments, each with a link to the page from which it can be restored.</summary>
internal static class DeletedItemList
{
    private const int MaxShown = 500;

    public static Markup Of(string environment, EnvironmentSnapshot seen)
    {
        var gone = ItemPaths.All.SelectMany(pages => Read(seen, pages)).ToList();
        return gone.Count == 0
            ? Markup.Empty
            : Markup.Of(
                $"""
                <details><summary>Archived and deleted: {gone.Count}</summary>
                {Markup.When(gone.Count > MaxShown, $"""<p class="hint">The first {MaxShown} are shown.</p>""")}
                {Blocks.Table(
                    $"""<th scope="col">Key</th><th scope="col">What it was</th><th scope="col">State</th>""",
                    gone.Take(MaxShown).Select(one => Row(environment, one.Pages, one.Key, one.IsArchived)))}
                </details>
                """);
    }

    // Archived ones first: they are restored as they were.
    private static IEnumerable<(ItemPaths Pages, string Key, bool IsArchived)> Read(EnvironmentSnapshot seen, ItemPaths pages) =>
        seen.Keys(pages.Kind, withDeleted: true)
            .Except(seen.Keys(pages.Kind), StringComparer.Ordinal)
            .Select(key => (pages, key, IsArchived: seen.Find(pages.Kind, key) is { IsArchived: true }))
            .OrderByDescending(one => one.IsArchived);

    private static Markup Row(string environment, ItemPaths pages, string key, bool isArchived) => Markup.Of(
        $"""
        <tr><th scope="row">{Blocks.Link(Paths.Of(pages.Page, environment, key), key)}</th>
        <td>{pages.Noun}</td><td>{(isArchived ? "archived" : "deleted")}</td></tr>
        """);
}
