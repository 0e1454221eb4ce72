using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>States as one-word badges.</summary>
internal static class Badges
{
    public static Markup On { get; } = Of("good", "on");

    public static Markup Off { get; } = Of("none", "off");

    public static Markup Of(string look, string text) => Markup.Of($"""<span class="badge {look}">{text}</span>""");
}
