using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>What the fields of a form show: what is so now, or, after it could not be taken, what was typed, and beside each field what is
/// wrong with it.</summary>
/// <param name="refused">The form that could not be taken; null: it is shown for the first time.</param>
internal sealed class Entries(Refused? refused)
{
    /// <summary>A form that is shown for the first time.</summary>
    public static Entries None { get; } = new(null);

    /// <summary>The form that could not be taken; null: it is shown for the first time.</summary>
    public FormFields? Sent => refused?.Form;

    /// <summary>What a field shows.</summary>
    public string Text(string field, string now) => refused is null ? now : refused.Form.Raw(field);

    /// <summary>True where an option or a box is chosen.</summary>
    public bool IsChosen(string field, string value, bool now) => refused is null ? now : refused.Form.Each(field).Contains(value);

    /// <summary>The attributes of a field that something is wrong with.</summary>
    public Markup Marks(string field) => refused?.Problems.Of(field) is null
        ? Markup.Empty
        : Markup.Of($""" id="{IdOf(field)}" aria-invalid="true" aria-describedby="{IdOf(field)}-problem" """);

    /// <summary>What is wrong with a field, to stand beside it.</summary>
    public Markup Problem(string field) => refused?.Problems.Of(field) is { } text
        ? Markup.Of($"""<p class="problem" id="{IdOf(field)}-problem">{text}</p>""")
        : Markup.Empty;

    /// <summary>What the page says first of a form that could not be taken, with links to its fields.</summary>
    public static Markup Summary(Refused? refused) => refused is not { Problems.Any: true }
        ? Markup.Empty
        : Markup.Of(
            $"""
            <div class="notice bad" role="alert" data-focus tabindex="-1"><p>Nothing was written:</p>
            <ul>{refused.Problems.All.Select(problem => problem.Key == FormProblems.WholeForm
                ? Markup.Of($"<li>{problem.Value}</li>")
                : Markup.Of($"""<li><a href="#{IdOf(problem.Key)}">{problem.Value}</a></li>"""))}</ul></div>
            """);

    private static string IdOf(string field) => $"field-{field}";
}
