using Confd.Flags.Console.Access;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>The parts of all pages around their content.</summary>
/// <param name="Environments">Names of all environments.</param>
/// <param name="Session">The user's session; null: not authenticated.</param>
/// <param name="CanLogOut">True where the user logged in with a token.</param>
/// <param name="HasKeys">True where configuration keys are shown too.</param>
internal sealed record PageLayout(IReadOnlyList<string> Environments, Session? Session, bool CanLogOut, bool HasKeys)
{
    /// <summary>A whole page.</summary>
    /// <param name="title">The title of the window.</param>
    /// <param name="content">The content; begins with the first heading.</param>
    /// <param name="current">The environment that it belongs to; null: none.</param>
    public Markup Page(string title, Markup content, string? current = null) => Markup.Of(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{title} – confd flags</title>
        <link rel="stylesheet" href="{Paths.Style}">
        <script src="{Paths.Script}" defer></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <a class="brand" href="{Paths.Root}">confd <span>flags</span></a>
        {(Session is null ? Markup.Empty : Navigation(current, title))}
        {(Session is { } session && CanLogOut ? LogOut(session) : Markup.Empty)}
        </header>
        <main id="main" tabindex="-1">
        {content}
        </main>
        </body>
        </html>

        """);

    private Markup Navigation(string? current, string title) => Markup.Of(
        $"""
        <nav aria-label="Environments"><ul>
        {Environments.Select(name => Blocks.Tab(Paths.ListOf(name), name, name == current))}
        {Markup.When(HasKeys, $"{Blocks.Tab(Paths.Keys, KeysPage.Title, title == KeysPage.Title)}")}
        </ul></nav>
        """);

    private static Markup LogOut(Session session) => Markup.Of(
        $"""
        <form method="post" action="{Paths.Logout}" class="logout">
        <input type="hidden" name="{Forms.Fields.FormToken}" value="{session.FormToken}">
        <span>Logged in as <bdi>{session.Actor}</bdi></span> <button class="quiet">Log out</button>
        </form>
        """);
}
