using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Requests a token.</summary>
internal static class LoginPage
{
    public const string Title = "Log in";

    /// <summary>The content of the page.</summary>
    /// <param name="next">The page to show afterwards: an address of the console.</param>
    /// <param name="problem">The problem of the last attempt; null: none.</param>
    public static Markup Content(string next, string? problem) => Markup.Of(
        $"""
        <h1>{Title}</h1>
        {(problem is null ? Markup.Empty : Notices.Problem(problem))}
        <form method="post" action="{Paths.Login}" class="card narrow">
        <input type="hidden" name="{Fields.Next}" value="{next}">
        <label>Token <input type="password" name="{Fields.Token}" autocomplete="current-password" required autofocus></label>
        <p class="hint">One of those in the file that the service was given as --console-token-file.</p>
        <div class="actions"><button>Log in</button></div>
        </form>
        """);
}
