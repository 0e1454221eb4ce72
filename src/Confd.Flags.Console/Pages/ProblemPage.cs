using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Says that something could not be done, and how to go on.</summary>
internal static class ProblemPage
{
    /// <summary>The content of the page.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="text">The reason.</param>
    /// <param name="back">Where to go on.</param>
    /// <param name="backText">What is there.</param>
    public static Markup Content(string title, string text, string back, string backText) => Markup.Of(
        $"""
        <h1 data-focus tabindex="-1">{title}</h1>
        {Notices.Problem(text)}
        <p><a class="button" href="{back}">{backText}</a></p>
        """);
}
