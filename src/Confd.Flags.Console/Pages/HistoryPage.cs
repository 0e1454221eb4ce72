using System.Globalization;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>What became of a flag earlier, the newest first, each change in words, with its undoing.</summary>
internal static class HistoryPage
{
    /// <summary>The content of the page.</summary>
    /// <param name="view">The flag.</param>
    /// <param name="entries">Its changes; null: nothing keeps them.</param>
    public static Markup Content(FlagView view, IReadOnlyList<FlagHistoryEntry>? entries) => Markup.Of(
        $"""
        {FlagPage.Head(view)}
        {FlagPage.Tabs(view, Paths.History, hasHistory: true)}
        <section class="card" aria-labelledby="history"><h2 id="history">History</h2>
        {(entries is { Count: > 0 }
            ? Markup.Of($"""<ol class="history" reversed>{entries.Select(entry => One(view, entry))}</ol>""")
            : Markup.Of($"<p>{(entries is null ? "The table has no journal: `confd table journal enable` makes one." : "Nothing is known.")}</p>"))}
        </section>
        """);

    private static Markup One(FlagView view, FlagHistoryEntry entry)
    {
        var time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return Markup.Of(
            $"""
            <li><h3><time datetime="{entry.Time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z">{time} UTC</time>
            {(entry.After is { } after ? Markup.Of($"version {after.Version}") : Markup.Empty)}</h3>
            <p><bdi>{entry.Author ?? "somebody"}</bdi>{Markup.When(entry.Message is not null, $": <bdi>{entry.Message}</bdi>")}</p>
            <ul>{Meaning(view.Document.Key, entry).Select(line => Markup.Of($"<li><bdi>{line.ToString()}</bdi></li>"))}</ul>
            {(entry.After is { IsDeleted: false } restored && restored.Version != view.Document.Version
                ? view.Form(
                    Changes.Restore,
                    $"Bring version {restored.Version} back …",
                    FlagView.Hidden(Fields.To, restored.Version.ToString(CultureInfo.InvariantCulture)),
                    "inline")
                : Markup.Empty)}
            </li>
            """);
    }

    private static IReadOnlyList<MeaningLine> Meaning(string key, FlagHistoryEntry entry)
    {
        try
        {
            return MeaningDiff.Of(Read(key, entry.Before), Read(key, entry.After));
        }
        catch (FlagException)
        {
            return [];
        }
    }

    private static FlagDocument? Read(string key, VersionedItem? item) =>
        item is null ? null : FlagDocument.Read(DataKind.Features, key, item);
}
