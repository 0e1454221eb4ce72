using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The parts of a flag that are changed less often.</summary>
internal static class FlagDetailSections
{
    public static Markup Prerequisites(FlagView view) => Blocks.Section("prerequisites", "Prerequisites", $"""
        {Markup.When(view.Flag.Prerequisites.IsEmpty, $"<p>No other flag has to be on.</p>")}
        {view.Flag.Prerequisites.Select(prerequisite => Prerequisite(view, prerequisite))}
        {view.FoldedForm("Add a prerequisite", Changes.AddPrerequisite, entries => Markup.Of(
            $"""
            {Choices.Input(entries, "Flag", Fields.Flag)}
            {Choices.Input(entries, "Variation", Fields.Variation, hint: "A value of that flag, or :0 for its first.")}
            """))}
        """);

    public static Markup Variations(FlagView view) => Blocks.Section("variations", "Variations", $"""
        <ol class="values" start="0">
        {view.Flag.Variations.Select(value => Markup.Of($"<li><code><bdi>{value.ToString()}</bdi></code></li>"))}
        </ol>
        {view.FoldedForm(
            "Add a variation",
            Changes.AddVariation,
            entries => Choices.Lines(entries, "Value", Fields.Value, hint: "JSON; otherwise taken as a string."))}
        """);

    private static Markup Prerequisite(FlagView view, Prerequisite prerequisite)
    {
        var wanted = view.Seen.ToSet().Flags.GetValueOrDefault(prerequisite.Key) is { } other
            ? FlagSummary.Variation(other, prerequisite.Variation)
            : $":{prerequisite.Variation}, but there is no such flag";
        return Markup.Of(
            $"""
            <p>{Blocks.Link(Paths.Of(view.Pages.Page, view.Environment, prerequisite.Key), prerequisite.Key)}
            has to be on and to serve <bdi>{wanted}</bdi>.</p>
            {view.Form(
                Changes.RemovePrerequisite,
                $"Remove {prerequisite.Key} …",
                hidden: [(Fields.Flag, prerequisite.Key)],
                look: "inline")}
            """);
    }
}
