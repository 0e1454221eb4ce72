using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Contexts by key: those of a flag's targets, and those of a segment's lists.</summary>
internal static class KeyLists
{
    private const int MaxShown = 500;

    /// <summary>A list with its title, with a check box for each key to remove it.</summary>
    /// <param name="view">The flag or segment with the list.</param>
    /// <param name="title">The title of the list.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="change">The change that removes keys.</param>
    /// <param name="about">Hidden fields that distinguish this list from others.</param>
    public static Markup Of(
        ItemView view, string title, IReadOnlyCollection<string> keys, string change, IReadOnlyList<(string Name, string Value)> about) =>
        Markup.Of(
            $"""
            <h3><bdi>{title}</bdi></h3>
            {Markup.When(keys.Count > MaxShown, $"""<p class="hint">The first {MaxShown} are shown.</p>""")}
            {(view.Obstacle is null
                ? view.Form(change, "Remove selected …", entries => Boxes(entries, keys), about)
                : Plain(keys))}
            """);

    private static Markup Plain(IReadOnlyCollection<string> keys) => Markup.Of(
        $"""<ul class="keys">{keys.Take(MaxShown).Select(key => Markup.Of($"<li><bdi>{key}</bdi></li>"))}</ul>""");

    private static Markup Boxes(FormValues entries, IReadOnlyCollection<string> keys) => Markup.Of(
        $"""
        <ul class="keys">
        {keys.Take(MaxShown).Select(key => Markup.Of(
            $"""
            <li><label class="check"><input type="checkbox" name="{Fields.Keys}"
            value="{key}"{Markup.When(entries.IsChosen(Fields.Keys, key, now: false), $" checked")}> <bdi>{key}</bdi></label></li>
            """))}
        </ul>
        """);
}
