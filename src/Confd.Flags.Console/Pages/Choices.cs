using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>Fields that several forms have.</summary>
internal static class Choices
{
    /// <summary>One of a flag's variations.</summary>
    public static Markup Variation(FeatureFlag flag, string label, int? chosen, string name = Fields.Variation) => Markup.Of(
        $"""
        <label>{label} <select name="{name}">
        {Enumerable.Range(0, flag.Variations.Length).Select(at => Option($":{at}", FlagSummary.Variation(flag, at), at == chosen))}
        </select></label>
        """);

    public static Markup Option(string value, string text, bool isChosen) => isChosen
        ? Markup.Of($"""<option value="{value}" selected>{text}</option>""")
        : Markup.Of($"""<option value="{value}">{text}</option>""");

    public static Markup Input(string label, string name, string value, string hint = "") => Markup.Of(
        $"""<label>{label} <input name="{name}" value="{value}" autocomplete="off" spellcheck="false"></label>{Hint(hint)}""");

    // The line break behind the tag is not part of the text; without it one of the text's own would not be either.
    public static Markup Lines(string label, string name, string value, string hint = "") => Markup.Of(
        $"""
        <label>{label} <textarea name="{name}" rows="3" spellcheck="false" autocomplete="off">
        {value}</textarea></label>{Hint(hint)}
        """);

    private static Markup Hint(string hint) => Markup.When(hint.Length > 0, $"""<p class="hint">{hint}</p>""");
}
