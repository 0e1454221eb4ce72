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
        {view.FoldedForm("Add a rule", Changes.AddRule, entries => Markup.Of(
            $"""
            {RuleFields.New(entries, new AddRule([], []).Id)}
            {ServeFields.Of(entries, view.Flag, default)}
            """))}
        </section>
        """);

    private static Markup One(FlagView view, Rule rule, int at)
    {
        (string, string)[] about = [(Fields.Rule, RuleFields.NameOf([.. view.Flag.Rules.Select(one => one.Id)], at))];
        return Markup.Of(
            $"""
            <li><h3>Rule {at + 1}{RuleFields.Identity(rule.Id)}</h3>
            <p>If <bdi>{FlagSummary.Conditions(rule)}</bdi>: <bdi>{FlagSummary.Serves(view.Flag, rule.Serve)}</bdi>.</p>
            {view.Fold(
                $"Change rule {at + 1}",
                Markup.Of(
                    $"""
                    {view.Form(Changes.Serve, "Preview …", entries => ServeFields.Of(entries, view.Flag, rule.Serve), about)}
                    {view.Form(Changes.EditRule, "Preview …", entries => ClauseFields.Of(entries, rule.Clauses), about)}
                    {Moves(view, about, at)}
                    """),
                view.IsRefused(Changes.Serve, about) || view.IsRefused(Changes.EditRule, about))}
            </li>
            """);
    }

    private static Markup Moves(FlagView view, (string Name, string Value)[] about, int at) => Markup.Of(
        $"""
        <div class="row">
        {Markup.When(at > 0, $"{Move(view, about, at - 1, $"Move rule {at + 1} up …")}")}
        {Markup.When(at < view.Flag.Rules.Length - 1, $"{Move(view, about, at + 1, $"Move rule {at + 1} down …")}")}
        {view.Form(Changes.RemoveRule, $"Remove rule {at + 1} …", hidden: about, look: "inline")}
        </div>
        """);

    private static Markup Move(FlagView view, (string Name, string Value)[] about, int to, string text) =>
        view.Form(Changes.MoveRule, text, hidden: [.. about, (Fields.To, $"{to}")], look: "inline");
}
