using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>Fields that several forms use.</summary>
internal static class Choices
{
    public static Markup Hidden(string name, string value) => Markup.Of($"""<input type="hidden" name="{name}" value="{value}">""");

    /// <summary>A flag's variations, and the one that is served even if the flag does not have it.</summary>
    public static IEnumerable<(string Value, string Text)> Variations(FeatureFlag flag, int? served = null) =>
        Enumerable.Range(0, flag.Variations.Length)
            .Concat(served is { } odd && (uint)odd >= (uint)flag.Variations.Length ? [odd] : Array.Empty<int>())
            .Select(at => (NameOf(at), FlagSummary.Variation(flag, at)));

    /// <summary>The value of a variation in a field.</summary>
    public static string NameOf(int variation) => $":{variation}";

    /// <summary>A selection of one option.</summary>
    public static Markup Select(
        FormValues entries, string label, string name, IEnumerable<(string Value, string Text)> options, string now) =>
        Markup.Of(
            $"""
            <label>{label} <select name="{name}"{entries.Marks(name)}>
            {options.Select(one => Option(one.Value, one.Text, entries.IsChosen(name, one.Value, one.Value == now)))}
            </select></label>{entries.Problem(name)}
            """);

    public static Markup Option(string value, string text, bool isChosen) => isChosen
        ? Markup.Of($"""<option value="{value}" selected>{text}</option>""")
        : Markup.Of($"""<option value="{value}">{text}</option>""");

    /// <summary>A check box.</summary>
    public static Markup Check(FormValues entries, string label, string name, bool now) => Markup.Of(
        $"""
        <label class="check">
        <input type="checkbox" name="{name}" value="yes"{Markup.When(entries.IsChosen(name, "yes", now), $" checked")}> {label}</label>
        """);

    public static Markup Input(FormValues entries, string label, string name, string now = "", string hint = "") => Markup.Of(
        $"""
        <label>{label}
        <input name="{name}" value="{entries.Text(name, now)}" autocomplete="off" spellcheck="false"{entries.Marks(name)}></label>
        {entries.Problem(name)}{Hint(hint)}
        """);

    // The line break after the tag is not part of the text; without it, a line break at the start of the text would be lost.
    public static Markup Lines(FormValues entries, string label, string name, string now = "", string hint = "") => Markup.Of(
        $"""
        <label>{label} <textarea name="{name}" rows="3" spellcheck="false" autocomplete="off"{entries.Marks(name)}>
        {entries.Text(name, now)}</textarea></label>
        {entries.Problem(name)}{Hint(hint)}
        """);

    private static Markup Hint(string hint) => Markup.When(hint.Length > 0, $"""<p class="hint">{hint}</p>""");
}
