using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows an error, and a link to continue.</summary>
internal static class ProblemPage
{
    /// <summary>The content of the page.</summary>
    /// <param name="title">What failed.</param>
    /// <param name="text">The reason.</param>
    /// <param name="back">The address to continue at.</param>
    /// <param name="backText">The text of the link.</param>
    public static Markup Content(string title, string text, string back, string backText) => Markup.Of(
        $"""
        <h1 data-focus tabindex="-1">{title}</h1>
        {Notices.Problem(text)}
        <p><a class="button" href="{back}">{backText}</a></p>
        """);
}
