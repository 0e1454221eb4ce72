using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>A flag: its state, and a form for each thing that can be changed.</summary>
internal static class FlagPage
{
    /// <summary>The content of the page.</summary>
    /// <param name="view">The flag.</param>
    /// <param name="done">The version that was just written; null: none.</param>
    /// <param name="hasHistory">True where it is known what became of it earlier.</param>
    public static Markup Content(FlagView view, long? done, bool hasHistory) => Markup.Of(
        $"""
        {Head(view)}
        {(done is { } version ? Notices.Done($"Version {version} is written.") : Markup.Empty)}
        {(view.Obstacle is { } obstacle ? Notices.Note(obstacle) : Markup.Empty)}
        {Tabs(view, Paths.Flag, hasHistory)}
        {Switch(view)}
        {Everyone(view)}
        {RuleSection.Of(view)}
        {TargetSection.Of(view)}
        {MoreSections.Prerequisites(view)}
        {MoreSections.Variations(view)}
        {MoreSections.Labels(view)}
        """);

    /// <summary>The beginning of all pages about a flag.</summary>
    public static Markup Head(FlagView view) => Markup.Of(
        $"""
        <p class="crumb"><a href="{Paths.ListOf(view.Environment)}">Flags of <bdi>{view.Environment}</bdi></a></p>
        <h1><bdi>{view.Document.Key}</bdi> {(view.Flag.IsOn ? Badges.On : Badges.Off)}</h1>
        {(view.Document.Labels.Description is { } about ? Markup.Of($"""<p class="facts"><bdi>{about}</bdi></p>""") : Markup.Empty)}
        <p class="facts">Version {view.Document.Version}</p>
        """);

    /// <summary>Links between the pages about a flag.</summary>
    public static Markup Tabs(FlagView view, string current, bool hasHistory) => Markup.Of(
        $"""
        <nav aria-label="Pages of this flag" class="tabs"><ul>
        {Tab(view, Paths.Flag, "Settings", current)}
        {Tab(view, Paths.Evaluate, "Try it", current)}
        {Markup.When(hasHistory, $"{Tab(view, Paths.History, "History", current)}")}
        </ul></nav>
        """);

    private static Markup Tab(FlagView view, string page, string text, string current) => page == current
        ? Markup.Of($"""<li><a href="{Paths.Of(page, view.Environment, view.Document.Key)}" aria-current="page">{text}</a></li>""")
        : Markup.Of($"""<li><a href="{Paths.Of(page, view.Environment, view.Document.Key)}">{text}</a></li>""");

    private static Markup Switch(FlagView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="switch"><h2 id="switch">Switch</h2>
        <p>The flag is <strong>{(view.Flag.IsOn ? "on" : "off")}</strong>: <bdi>{FlagSummary.Of(view.Flag)}</bdi>.</p>
        {(view.Flag.IsOn
            ? view.Form(Changes.Off, "Turn off …", Markup.Empty)
            : view.Form(Changes.On, "Turn on …", Markup.Empty))}
        {view.Fold("Change what is served while it is off", view.Form(
            Changes.ServeWhileOff,
            "Preview …",
            Choices.Variation(view.Flag, "Everyone gets", view.Flag.OffVariation)))}
        </section>
        """);

    private static Markup Everyone(FlagView view)
    {
        var isAll = view.Flag.Rules.IsEmpty && FlagSummary.CountTargets(view.Flag) == 0;
        return Markup.Of(
            $"""
            <section class="card" aria-labelledby="everyone"><h2 id="everyone">{(isAll ? "Everyone" : "Everyone else")}</h2>
            <p>While the flag is on: <bdi>{FlagSummary.Serves(view.Flag, view.Flag.Fallthrough)}</bdi>.</p>
            {view.Fold("Change the shares", view.Form(Changes.Serve, "Preview …", ServeFields.Of(view.Flag, view.Flag.Fallthrough)))}
            </section>
            """);
    }
}
