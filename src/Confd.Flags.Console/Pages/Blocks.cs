using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Elements that several pages use.</summary>
internal static class Blocks
{
    /// <summary>A part of a page under a heading.</summary>
    public static Markup Section(string id, string title, MarkupHandler content) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="{id}"><h2 id="{id}">{title}</h2>
        {Markup.Of(content)}
        </section>
        """);

    /// <summary>A table with a header and rows.</summary>
    public static Markup Table(MarkupHandler heads, IEnumerable<Markup> rows) => Markup.Of(
        $"""
        <div class="card flush"><table>
        <thead><tr>{Markup.Of(heads)}</tr></thead>
        <tbody>
        {rows}
        </tbody></table></div>
        """);

    /// <summary>A form of an authenticated user, with its button.</summary>
    public static Markup Form(Session session, string action, string look, string submit, MarkupHandler fields) => Markup.Of(
        $"""
        <form method="post" action="{action}" class="{look}">
        {Choices.Hidden(Fields.FormToken, session.FormToken)}
        {Markup.Of(fields)}
        <div class="actions"><button>{submit}</button></div>
        </form>
        """);

    /// <summary>A link with a user-defined name.</summary>
    public static Markup Link(string address, string name) => Markup.Of($"""<a href="{address}"><bdi>{name}</bdi></a>""");

    /// <summary>An entry of a navigation, marked on the page that it links to.</summary>
    public static Markup Tab(string address, string text, bool isCurrent) => Markup.Of(
        $"""<li><a href="{address}"{Markup.When(isCurrent, $" aria-current=\"page\"")}><bdi>{text}</bdi></a></li>""");

    /// <summary>The link back to the flags of an environment.</summary>
    public static Markup Crumb(string environment) => Markup.Of(
        $"""<p class="crumb"><a href="{Paths.ListOf(environment)}">Flags of <bdi>{environment}</bdi></a></p>""");
}
