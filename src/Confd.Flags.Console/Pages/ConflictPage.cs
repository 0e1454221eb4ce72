using Confd.Flags.Console.Html;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Console.Pages;

/// <summary>Says that a written change does not go together with one that somebody else made at the same time.</summary>
internal static class ConflictPage
{
    /// <summary>The content of the page.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key of the item that was written.</param>
    /// <param name="page">The address of the item's page.</param>
    /// <param name="problems">The problems of both changes together.</param>
    public static Markup Content(DataKind kind, string key, string page, IReadOnlyList<FlagDocumentProblem> problems) => Markup.Of(
        $"""
        <p class="crumb">{Blocks.Link(page, key)}</p>
        <h1 data-focus tabindex="-1">Written, but …</h1>
        <p>The {ItemPaths.Of(kind).Noun} is written. Together with a change that somebody else made meanwhile there is a problem now:</p>
        {problems.Select(problem => problem.IsWarning ? Notices.Note(problem.ToString()) : Notices.Problem(problem.ToString()))}
        <p><a class="button" href="{page}">To the {ItemPaths.Of(kind).Noun}</a></p>
        """);
}
