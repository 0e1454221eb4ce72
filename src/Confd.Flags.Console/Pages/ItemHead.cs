using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>The head of all pages about a flag or segment.</summary>
internal static class ItemHead
{
    /// <summary>Key, state, version, notices, and links to the other pages about it.</summary>
    /// <param name="view">The flag or segment.</param>
    /// <param name="current">The address of this page.</param>
    public static Markup Of(ItemView view, string current) => Markup.Of(
        $"""
        {Blocks.Crumb(view.Environment)}
        <h1>{Markup.When(view.Kind == DataKind.Segments, $"Segment ")}<bdi>{view.Document.Key}</bdi> {State(view)}</h1>
        {(view.Document.Labels.Description is { } about ? Markup.Of($"""<p class="facts"><bdi>{about}</bdi></p>""") : Markup.Empty)}
        <p class="facts">Version {view.Document.Version}</p>
        {(view.Done is { } version ? Notices.Done($"Version {version} is written.") : Markup.Empty)}
        {FormValues.Summary(view.RejectedForm)}
        {(view.Obstacle is { } obstacle ? Notices.Note(obstacle) : Markup.Empty)}
        <nav aria-label="Pages of this {view.Pages.Noun}" class="tabs"><ul>
        {Tab(view, view.Pages.Page, "Settings", current)}
        {Markup.When(view is FlagView, $"{Tab(view, Paths.Evaluate, "Try it", current)}")}
        {Markup.When(view.HasHistory, $"{Tab(view, view.Pages.History, "History", current)}")}
        </ul></nav>
        """);

    private static Markup State(ItemView view) => view switch
    {
        { Document.IsArchived: true } => Badges.Of("none", "archived"),
        { Document.IsDeleted: true } => Badges.Of("none", "deleted"),
        FlagView flag => flag.Flag.IsOn ? Badges.On : Badges.Off,
        _ => Markup.Empty,
    };

    private static Markup Tab(ItemView view, string page, string text, string current) =>
        Blocks.Tab(Paths.Of(page, view.Environment, view.Document.Key), text, page == current);
}
