using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows a flag: its state, and a form for each change.</summary>
internal static class FlagPage
{
    public static Markup Content(FlagView view) => Markup.Of(
        $"""
        {ItemHead.Of(view, view.Pages.Page)}
        {Switch(view)}
        {Everyone(view)}
        {RuleSection.Of(view)}
        {TargetSection.Of(view)}
        {FlagDetailSections.Prerequisites(view)}
        {FlagDetailSections.Variations(view)}
        {LifecycleSections.Labels(view)}
        {LifecycleSections.KeyAndEnd(view)}
        """);

    private static Markup Switch(FlagView view) => Blocks.Section("switch", "Switch", $"""
        <p>The flag is <strong>{(view.Flag.IsOn ? "on" : "off")}</strong>: <bdi>{FlagSummary.Of(view.Flag)}</bdi>.</p>
        {(view.Flag.IsOn ? view.Form(Changes.Off, "Turn off …") : view.Form(Changes.On, "Turn on …"))}
        {view.FoldedForm(
            "Change what is served while it is off",
            Changes.ServeWhileOff,
            entries => Choices.Select(
                entries,
                "Everyone gets",
                Fields.Variation,
                [(Fields.NoVariation, "the caller's default"), .. Choices.Variations(view.Flag, view.Flag.OffVariation)],
                view.Flag.OffVariation is { } off ? Choices.NameOf(off) : Fields.NoVariation))}
        """);

    private static Markup Everyone(FlagView view)
    {
        var isAll = view.Flag.Rules.IsEmpty && FlagSummary.CountTargets(view.Flag) == 0;
        return Blocks.Section("everyone", isAll ? "Everyone" : "Everyone else", $"""
            <p>While the flag is on: <bdi>{FlagSummary.Serves(view.Flag, view.Flag.Fallthrough)}</bdi>.</p>
            {view.FoldedForm(
                "Change the shares",
                Changes.Serve,
                entries => ServeFields.Of(entries, view.Flag, view.Flag.Fallthrough),
                [(Fields.Rule, ""), (Fields.RulePlace, "")])}
            """);
    }
}
