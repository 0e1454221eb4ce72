using Confd.Flags.Authoring;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>What a change means, before it is written.</summary>
internal static class PreviewPage
{
    // What this page adds itself.
    private static readonly string[] Own = [Fields.FormToken, Fields.Message];

    /// <summary>The content of the page.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="key">The flag.</param>
    /// <param name="plan">The change.</param>
    /// <param name="form">The form that asked for it.</param>
    /// <param name="session">Who asks.</param>
    public static Markup Content(string environment, string key, FlagPlan plan, FormFields form, Session session)
    {
        var back = Paths.Of(Paths.Flag, environment, key);
        return Markup.Of(
            $"""
            <p class="crumb"><a href="{back}"><bdi>{key}</bdi></a></p>
            <h1 data-focus tabindex="-1">Preview</h1>
            {(plan.Changes.Count == 0
                ? Nothing(back)
                : Changed(environment, key, plan, form, session, back))}
            """);
    }

    private static Markup Nothing(string back) => Markup.Of(
        $"""
        <p class="card">Nothing changes: the flag is so already.</p>
        <p><a class="button" href="{back}">Back to the flag</a></p>
        """);

    private static Markup Changed(string environment, string key, FlagPlan plan, FormFields form, Session session, string back)
    {
        var isGood = plan.Problems.All(problem => problem.IsDoubt);
        return Markup.Of(
            $"""
            <p>Nothing is written yet. This would change in <strong><bdi>{environment}</bdi></strong>:</p>
            <ul class="card meaning">
            {plan.Changes.SelectMany(change => change.Meaning).Select(line => Markup.Of(
                $"<li><strong><bdi>{line.Place}</bdi></strong>: <bdi>{line.Text}</bdi></li>"))}
            </ul>
            {plan.Problems.Select(problem => problem.IsDoubt ? Notices.Note(problem.ToString()) : Notices.Problem(problem.ToString()))}
            {(isGood ? Confirm(environment, key, plan, form, session) : Markup.Empty)}
            <p><a class="button quiet" href="{back}">Back to the flag</a></p>
            """);
    }

    private static Markup Confirm(string environment, string key, FlagPlan plan, FormFields form, Session session) => Markup.Of(
        $"""
        <form method="post" action="{Paths.Of(Paths.Apply, environment, key)}" class="card stack">
        {FlagView.Hidden(Fields.FormToken, session.FormToken)}
        {form.All.Where(field => !Own.Contains(field.Key)).SelectMany(field => field.Value.Select(
            value => FlagView.Hidden(field.Key, value ?? "")))}
        {Choices.Input("Why", Fields.Message, "", "For the journal; may be empty.")}
        <p class="hint">Written as <bdi>{session.Actor}</bdi>.</p>
        <div class="actions"><button>Write version {plan.Changes[0].After.Version}</button></div>
        </form>
        """);
}
