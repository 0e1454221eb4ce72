using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The parts of a flag that are changed more rarely.</summary>
internal static class MoreSections
{
    public static Markup Prerequisites(FlagView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="prerequisites"><h2 id="prerequisites">Prerequisites</h2>
        {Markup.When(view.Flag.Prerequisites.IsEmpty, $"<p>No other flag has to be on.</p>")}
        {view.Flag.Prerequisites.Select(prerequisite => Prerequisite(view, prerequisite))}
        {view.Fold("Add a prerequisite", view.Form(Changes.AddPrerequisite, "Preview …", Markup.Of(
            $"""
            {Choices.Input("Flag", Fields.Flag, "")}
            {Choices.Input("Variation", Fields.Variation, "", "A value of that flag, or :0 for its first.")}
            """)))}
        </section>
        """);

    public static Markup Variations(FlagView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="variations"><h2 id="variations">Variations</h2>
        <ol class="values" start="0">
        {view.Flag.Variations.Select(value => Markup.Of($"<li><code><bdi>{value.ToString()}</bdi></code></li>"))}
        </ol>
        {view.Fold("Add a variation", view.Form(
            Changes.AddVariation,
            "Preview …",
            Choices.Lines("Value", Fields.Value, "", "JSON, else taken as a text.")))}
        </section>
        """);

    public static Markup Labels(FlagView view)
    {
        var labels = view.Document.Labels;
        return Markup.Of(
            $"""
            <section class="card" aria-labelledby="about"><h2 id="about">About</h2>
            <dl>
            <div><dt>Name</dt><dd><bdi>{labels.Name ?? "–"}</bdi></dd></div>
            <div><dt>Description</dt><dd><bdi>{labels.Description ?? "–"}</bdi></dd></div>
            <div><dt>Tags</dt><dd><bdi>{(labels.Tags.Count == 0 ? "–" : string.Join(", ", labels.Tags))}</bdi></dd></div>
            </dl>
            {view.Fold("Change this", view.Form(Changes.Describe, "Preview …", Markup.Of(
                $"""
                {Choices.Input("Name", Fields.Name, labels.Name ?? "")}
                {Choices.Lines("Description", Fields.Description, labels.Description ?? "")}
                {Choices.Input("Tags", Fields.Tags, string.Join(", ", labels.Tags), "Between commas.")}
                """)))}
            </section>
            """);
    }

    private static Markup Prerequisite(FlagView view, Prerequisite prerequisite)
    {
        var wanted = view.Seen.ToSet().Flags.GetValueOrDefault(prerequisite.Key) is { } other
            ? FlagSummary.Variation(other, prerequisite.Variation)
            : $":{prerequisite.Variation}, but there is no such flag";
        return Markup.Of(
            $"""
            <p><a href="{Paths.Of(Paths.Flag, view.Environment, prerequisite.Key)}"><bdi>{prerequisite.Key}</bdi></a>
            has to be on and to serve <bdi>{wanted}</bdi>.</p>
            {view.Form(
                Changes.RemovePrerequisite,
                $"Remove {prerequisite.Key} …",
                FlagView.Hidden(Fields.Flag, prerequisite.Key),
                "inline")}
            """);
    }
}
