using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>The contents of a form's fields: the current values, or, after the form was rejected, the values that were sent, with the
/// problems of each field.</summary>
/// <param name="refused">The rejected form; null: it is shown for the first time.</param>
internal sealed class FormValues(RejectedForm? refused)
{
    /// <summary>A form that is shown for the first time.</summary>
    public static FormValues None { get; } = new(null);

    /// <summary>The fields of a form that was sent without problems, or, where it is null, of a new one.</summary>
    public static FormValues Of(FormFields? form) => form is null ? None : new(new RejectedForm(form, new FormProblems()));

    /// <summary>The rejected form; null: it is shown for the first time.</summary>
    public FormFields? Sent => refused?.Form;

    /// <summary>The contents of a field.</summary>
    public string Text(string field, string now) => refused is null ? now : refused.Form.Raw(field);

    /// <summary>True where an option or a check box is selected.</summary>
    public bool IsChosen(string field, string value, bool now) => refused is null ? now : refused.Form.Each(field).Contains(value);

    /// <summary>The attributes of a field with a problem.</summary>
    public Markup Marks(string field) => refused?.Problems.Of(field) is null
        ? Markup.Empty
        : Markup.Of($""" id="{IdOf(field)}" aria-invalid="true" aria-describedby="{IdOf(field)}-problem" """);

    /// <summary>The problem of a field, shown beside it.</summary>
    public Markup Problem(string field) => refused?.Problems.Of(field) is { } text
        ? Markup.Of($"""<p class="problem" id="{IdOf(field)}-problem">{text}</p>""")
        : Markup.Empty;

    /// <summary>The summary of problems at the top of the page, with links to the fields.</summary>
    public static Markup Summary(RejectedForm? refused) => refused is not { Problems.Any: true }
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
