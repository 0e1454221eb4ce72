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
        {view.FoldedForm("Add a prerequisite", Changes.AddPrerequisite, entries => Markup.Of(
            $"""
            {Choices.Input(entries, "Flag", Fields.Flag)}
            {Choices.Input(entries, "Variation", Fields.Variation, hint: "A value of that flag, or :0 for its first.")}
            """))}
        </section>
        """);

    public static Markup Variations(FlagView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="variations"><h2 id="variations">Variations</h2>
        <ol class="values" start="0">
        {view.Flag.Variations.Select(value => Markup.Of($"<li><code><bdi>{value.ToString()}</bdi></code></li>"))}
        </ol>
        {view.FoldedForm(
            "Add a variation",
            Changes.AddVariation,
            entries => Choices.Lines(entries, "Value", Fields.Value, hint: "JSON, else taken as a text."))}
        </section>
        """);

    private static Markup Prerequisite(FlagView view, Prerequisite prerequisite)
    {
        var wanted = view.Seen.ToSet().Flags.GetValueOrDefault(prerequisite.Key) is { } other
            ? FlagSummary.Variation(other, prerequisite.Variation)
            : $":{prerequisite.Variation}, but there is no such flag";
        return Markup.Of(
            $"""
            <p><a href="{Paths.Of(view.Pages.Page, view.Environment, prerequisite.Key)}"><bdi>{prerequisite.Key}</bdi></a>
            has to be on and to serve <bdi>{wanted}</bdi>.</p>
            {view.Form(
                Changes.RemovePrerequisite,
                $"Remove {prerequisite.Key} …",
                hidden: [(Fields.Flag, prerequisite.Key)],
                look: "inline")}
            """);
    }
}
