using System.Globalization;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows the history of a flag or segment, the newest change first, each in words, with a button to undo it.</summary>
internal static class HistoryPage
{
    /// <summary>The maximum number of changes that are shown.</summary>
    public const int MaxShown = 50;

    /// <summary>The content of the page.</summary>
    /// <param name="view">The flag or segment.</param>
    /// <param name="entries">Its changes.</param>
    /// <param name="problem">Why they cannot be read; null: they can.</param>
    public static Markup Content(ItemView view, IReadOnlyList<FlagHistoryEntry> entries, string? problem) => Markup.Of(
        $"""
        {ItemHead.Of(view, view.Pages.History)}
        {(entries.Count > 0
            ? Blocks.Section(
                "history",
                "History",
                $"""<ol class="history">{entries.Select((entry, at) => One(view, entry, isNewest: at == 0))}</ol>""")
            : Blocks.Section("history", "History", $"<p>{problem ?? "Nothing is known of it."}</p>"))}
        """);

    private static Markup One(ItemView view, FlagHistoryEntry entry, bool isNewest)
    {
        var time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var name = entry.Version is { } version ? $"version {version}" : "the change";
        return Markup.Of(
            $"""
            <li><h3><time datetime="{time.Replace(' ', 'T')}Z">{time} UTC</time>{Version(entry)}</h3>
            <p>By <bdi>{entry.Author ?? "unknown"}</bdi>{Markup.When(entry.Message is not null, $": <bdi>{entry.Message}</bdi>")}</p>
            <ul>{(entry.Meaning.Count == 0
                ? Markup.Of($"<li>What changed is not known.</li>")
                : Markup.Join(entry.Meaning.Select(line => Markup.Of($"<li><bdi>{line.ToString()}</bdi></li>"))))}</ul>
            <div class="row">
            {Back(view, $"Undo {(isNewest ? name : $"{name} and all since")} …", entry, entry.Place)}
            {(isNewest ? Markup.Empty : Back(view, $"Back to {name} …", entry, entry.Place + 1))}
            </div>
            </li>
            """);
    }

    private static Markup Version(FlagHistoryEntry entry) =>
        Markup.When(entry.Version is not null, $", version {entry.Version ?? 0}");

    // Changes that share an entry are distinguished by how many of them are included.
    private static Markup Back(ItemView view, string text, FlagHistoryEntry entry, int changes) => view.Form(
        Changes.RollBack,
        text,
        hidden:
        [
            (Fields.Position, (entry.Position - 1).ToString(CultureInfo.InvariantCulture)),
            (Fields.Place, changes.ToString(CultureInfo.InvariantCulture)),
        ],
        look: "inline");
}
