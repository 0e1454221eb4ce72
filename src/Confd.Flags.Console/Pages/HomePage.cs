using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>All environments.</summary>
internal static class HomePage
{
    public const string Title = "Environments";

    public static Markup Content(IReadOnlyList<(string Name, string Label)> environments) => Markup.Of(
        $"""
        <h1>{Title}</h1>
        <ul class="environments">
        {environments.Select(one => Markup.Of(
            $"""
            <li class="card"><a href="{Paths.ListOf(one.Name)}"><bdi>{one.Name}</bdi></a>
            <span class="detail"><bdi>{one.Label}</bdi></span></li>
            """))}
        </ul>
        """);
}
