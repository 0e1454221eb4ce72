using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Notices at the top of a page.</summary>
internal static class Notices
{
    public static Markup Problem(string text) => Markup.Of($"""<p class="notice bad" role="alert">{text}</p>""");

    public static Markup Done(string text) => Markup.Of($"""<p class="notice good" role="status" data-focus tabindex="-1">{text}</p>""");

    public static Markup Note(string text) => Markup.Of($"""<p class="notice warn" role="note">{text}</p>""");
}
