using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows an archived or deleted flag or segment, and how to restore it.</summary>
internal static class DeletedItemPage
{
    public static Markup Content(ItemView view) => Markup.Of(
        $"""
        {ItemHead.Of(view, view.Pages.Page)}
        {(view.Document.IsArchived ? Archived(view) : Deleted(view))}
        """);

    private static Markup Archived(ItemView view) => Blocks.Section("gone", "Archived", $"""
        <p>Evaluations treat it as missing. All its settings are kept.</p>
        {view.Form(Changes.Restore, "Restore …")}
        """);

    private static Markup Deleted(ItemView view) => Blocks.Section("gone", "Deleted", $"""
        <p>Nothing of it is kept here.
        {(view.HasHistory
            ? Markup.Of(
                $"""
                <a href="{Paths.Of(view.Pages.History, view.Environment, view.Document.Key)}">Its history</a> may know what it was.
                """)
            : Markup.Of($"""There is no history from which it could come back."""))}</p>
        """);
}
