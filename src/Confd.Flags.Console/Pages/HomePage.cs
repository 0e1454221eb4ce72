using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows all environments.</summary>
internal static class HomePage
{
    public const string Title = "Environments";

    public static Markup Content(IReadOnlyList<(string Name, string Label)> environments) => Markup.Of(
        $"""
        <h1>{Title}</h1>
        <ul class="environments">
        {environments.Select(one => Markup.Of(
            $"""
            <li class="card">{Blocks.Link(Paths.ListOf(one.Name), one.Name)}
            <span class="detail"><bdi>{one.Label}</bdi></span></li>
            """))}
        </ul>
        """);
}
