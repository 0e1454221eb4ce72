using Confd.Flags.Authoring;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows the effects of a change before it is written.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key; empty for a new item.</param>
/// <param name="Form">The form with the change.</param>
/// <param name="Session">The user's session.</param>
internal sealed record PreviewPage(string Environment, DataKind Kind, string Key, FormFields Form, Session Session)
{
    // Fields that this page adds itself.
    private static readonly string[] Own = [Fields.FormToken, Fields.Message];

    private ItemPaths Pages => ItemPaths.Of(Kind);

    private bool IsNew => Key.Length == 0;

    private string Back => Paths.Of(Pages.Page, Environment, Key);

    /// <summary>The content of the page.</summary>
    public Markup Content(FlagPlan plan) => Markup.Of(
        $"""
        {(IsNew ? Blocks.Crumb(Environment) : Markup.Of($"""<p class="crumb">{Blocks.Link(Back, Key)}</p>"""))}
        <h1 data-focus tabindex="-1">Preview</h1>
        {(plan.Changes.Count == 0 ? Nothing() : Changed(plan))}
        """);

    private Markup Nothing() => Markup.Of(
        $"""
        <p class="card">Nothing changes: the {Pages.Noun} is already up to date.</p>
        <p><a class="button" href="{Back}">Back to the {Pages.Noun}</a></p>
        """);

    private Markup Changed(FlagPlan plan) => Markup.Of(
        $"""
        <p>Nothing is written yet. This would change in <strong><bdi>{Environment}</bdi></strong>:</p>
        {plan.Changes.Select(change => One(change, plan.Changes.Count > 1))}
        {plan.Problems.Select(problem => Notices.Note(problem.ToString()))}
        {Confirm(plan)}
        {(IsNew ? Again() : Markup.Of($"""<p><a class="button quiet" href="{Back}">Back to the {Pages.Noun}</a></p>"""))}
        """);

    private static Markup One(DocumentChange change, bool isOneOfSeveral) => Markup.Of(
        $"""
        {Markup.When(isOneOfSeveral, $"<h2>The {ItemPaths.Of(change.Kind).Noun} <bdi>{change.Key}</bdi></h2>")}
        <ul class="card meaning">
        {change.Meaning.Select(line => Markup.Of($"<li><strong><bdi>{line.Subject}</bdi></strong>: <bdi>{line.Text}</bdi></li>"))}
        </ul>
        """);

    private Markup Confirm(FlagPlan plan) => Blocks.Form(
        Session,
        Paths.Of(Pages.Apply, Environment, Key),
        "card stack",
        plan.Changes is [var only] ? $"Write version {only.After.Version}" : $"Write all {plan.Changes.Count}",
        $"""
        {SentFields()}
        {Choices.Input(FormValues.None, "Why", Fields.Message, hint: "For the journal; may be empty.")}
        <p class="hint">Written as <bdi>{Session.Actor}</bdi>.</p>
        """);

    // The original form again, with all its contents.
    private Markup Again() =>
        Blocks.Form(Session, Paths.In(Pages.New, Environment), "inline", "Back to the form", $"{SentFields()}");

    private Markup SentFields() => Markup.Join(Form.All.Where(field => !Own.Contains(field.Key))
        .SelectMany(field => field.Value.Select(value => Choices.Hidden(field.Key, value ?? ""))));
}
