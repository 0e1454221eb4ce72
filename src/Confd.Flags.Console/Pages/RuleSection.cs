using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The rules of a flag in order: what they serve to whom, and forms to change, move and remove them, and to add one.</summary>
internal static class RuleSection
{
    public static Markup Of(FlagView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="rules"><h2 id="rules">Rules</h2>
        <p>{(view.Flag.Rules.IsEmpty ? "There are none." : "The first that matches is taken.")}</p>
        <ol class="rules">
        {view.Flag.Rules.Select((rule, at) => One(view, rule, at))}
        </ol>
        {view.Fold("Add a rule", view.Form(Changes.AddRule, "Preview …", NewRule(view.Flag)))}
        </section>
        """);

    private static Markup One(FlagView view, Rule rule, int at)
    {
        var hidden = FlagView.Hidden(Fields.Rule, NameOf(view.Flag, at));
        return Markup.Of(
            $"""
            <li><h3>Rule {at + 1}{Markup.When(!string.IsNullOrEmpty(rule.Id), $" <code><bdi>{rule.Id}</bdi></code>")}</h3>
            <p>If <bdi>{FlagSummary.Conditions(rule)}</bdi>: <bdi>{FlagSummary.Serves(view.Flag, rule.Serve)}</bdi>.</p>
            {view.Fold(
                $"Change rule {at + 1}",
                Markup.Of(
                    $"""
                    {view.Form(Changes.Serve, "Preview …", Markup.Of($"{hidden}{ServeFields.Of(view.Flag, rule.Serve)}"))}
                    {view.Form(Changes.EditRule, "Preview …", Markup.Of($"{hidden}{ClauseFields.Of(rule.Clauses)}"))}
                    {Moves(view, hidden, at)}
                    """))}
            </li>
            """);
    }

    private static Markup Moves(FlagView view, Markup hidden, int at) => Markup.Of(
        $"""
        <div class="row">
        {Markup.When(at > 0, $"{Move(view, hidden, at - 1, $"Move rule {at + 1} up …")}")}
        {Markup.When(at < view.Flag.Rules.Length - 1, $"{Move(view, hidden, at + 1, $"Move rule {at + 1} down …")}")}
        {view.Form(Changes.RemoveRule, $"Remove rule {at + 1} …", hidden, "inline")}
        </div>
        """);

    private static Markup Move(FlagView view, Markup hidden, int to, string text) =>
        view.Form(Changes.MoveRule, text, Markup.Of($"{hidden}{FlagView.Hidden(Fields.To, $"{to}")}"), "inline");

    private static Markup NewRule(FeatureFlag flag) => Markup.Of(
        $"""
        {Choices.Input("Identity", Fields.Id, new AddRule([], []).Id, "By which you and reasons name it.")}
        {ClauseFields.Of([])}
        {ServeFields.Of(flag, default)}
        """);

    // By its identity where that is its own, so that the page means the same rule whatever its place.
    private static string NameOf(FeatureFlag flag, int at) =>
        flag.Rules[at].Id is { Length: > 0 } id && flag.Rules.Count(rule => rule.Id == id) == 1 ? id : $":{at}";
}
