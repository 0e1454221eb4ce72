using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>The sections that flags and segments have in common: labels, renaming, archiving, deleting.</summary>
internal static class LifecycleSections
{
    public static Markup Labels(ItemView view)
    {
        var labels = view.Document.Labels;
        return Blocks.Section("about", "About", $"""
            <dl>
            <div><dt>Name</dt><dd><bdi>{labels.Name ?? "–"}</bdi></dd></div>
            <div><dt>Description</dt><dd><bdi>{labels.Description ?? "–"}</bdi></dd></div>
            <div><dt>Tags</dt><dd><bdi>{(labels.Tags.Count == 0 ? "–" : LabelForm.Tags(labels))}</bdi></dd></div>
            </dl>
            {view.FoldedForm(
                "Change this",
                Changes.Describe,
                entries => LabelFields(entries, labels.Name ?? "", labels.Description ?? "", LabelForm.Tags(labels)))}
            """);
    }

    /// <summary>Name, description and tags.</summary>
    public static Markup LabelFields(FormValues entries, string name = "", string description = "", string tags = "") => Markup.Of(
        $"""
        {Choices.Input(entries, "Name", Fields.Name, name)}
        {Choices.Lines(entries, "Description", Fields.Description, description)}
        {Choices.Input(entries, "Tags", Fields.Tags, tags, "Between commas.")}
        """);

    public static Markup KeyAndEnd(ItemView view) => view.Obstacle is not null
        ? Markup.Empty
        : Blocks.Section("end", "Rename or archive", $"""
            {view.FoldedForm(
                $"Rename this {view.Pages.Noun}",
                Changes.Rename,
                entries => Choices.Input(entries, "New key", Fields.NewKey, view.Document.Key, RenameHint(view)))}
            {view.Fold(
                $"Archive this {view.Pages.Noun}",
                Markup.Of($"""<p class="hint">{EndHint(view)}</p>{view.Form(Changes.Archive, "Archive …")}"""),
                view.IsRefused(Changes.Archive))}
            """);

    private static string RenameHint(ItemView view) => view.Kind == DataKind.Segments
        ? "Flags and segments that name it are changed too. Shares are redistributed."
        : "Flags that need it are changed too; programs have to use the new key themselves. Shares are redistributed.";

    private static string EndHint(ItemView view) => view.Kind == DataKind.Segments
        ? "It is as if it were not there, and can be brought back with all it has. Refused while something names it."
        : "Programs get their default. It can be brought back with all it has. Refused while another flag needs it.";
}
