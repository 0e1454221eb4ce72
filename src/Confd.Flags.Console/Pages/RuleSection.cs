using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Console.Pages;

/// <summary>The rules of a flag or segment, in order: descriptions, and forms to change, move, remove and add them.</summary>
internal static class RuleSection
{
    public static Markup Of(FlagView view) => Of(
        view,
        "The first that matches is taken.",
        [
            .. view.Flag.Rules.Select(rule => new Shown(
                rule.Id,
                rule.Clauses,
                Markup.Of($"If <bdi>{FlagSummary.Conditions(rule)}</bdi>: <bdi>{FlagSummary.Serves(view.Flag, rule.Serve)}</bdi>."),
                entries => ServeFields.Of(entries, view.Flag, rule.Serve))),
        ],
        new Shown(new AddRule([], []).Id, [], Markup.Empty, entries => ServeFields.Of(entries, view.Flag, default)),
        Changes.Serve,
        isOrdered: true);

    public static Markup Of(SegmentView view) => Of(
        view,
        "Contexts that match one of them are included, unless named as excluded.",
        [
            .. view.Segment.Rules.Select(rule => new Shown(
                rule.Id, rule.Clauses, Markup.Of($"<bdi>{SegmentSummary.Of(rule)}</bdi>."), entries => Share(entries, rule))),
        ],
        new Shown(new AddSegmentRule([]).Id, [], Markup.Empty, entries => Share(entries, rule: null)),
        Changes.Share,
        isOrdered: false);

    private static Markup Of(
        ItemView view, string about, IReadOnlyList<Shown> rules, Shown added, string change, bool isOrdered) =>
        Blocks.Section("rules", "Rules", $"""
        <p>{(rules.Count == 0 ? "There are none." : about)}</p>
        <ol class="rules">
        {rules.Select((rule, at) => One(view, rules, at, change, isOrdered))}
        </ol>
        {view.FoldedForm("Add a rule", Changes.AddRule, entries => Markup.Of(
            $"""
            {Choices.Input(entries, "Identity", Fields.Id, added.Id ?? "", "By which you and reasons name it.")}
            {ClauseFields.Of(entries, added.Clauses)}
            {added.Gives(entries)}
            """))}
        """);

    private static Markup One(ItemView view, IReadOnlyList<Shown> rules, int at, string change, bool isOrdered)
    {
        var rule = rules[at];
        (string, string)[] about = NameOf(rules, at);
        return Markup.Of(
            $"""
            <li><h3>Rule {at + 1}{Markup.When(!string.IsNullOrEmpty(rule.Id), $" <code><bdi>{rule.Id}</bdi></code>")}</h3>
            <p>{rule.Text}</p>
            {view.Fold(
                $"Change rule {at + 1}",
                Markup.Of(
                    $"""
                    {view.Form(change, "Preview …", rule.Gives, about)}
                    {view.Form(Changes.EditRule, "Preview …", entries => ClauseFields.Of(entries, rule.Clauses), about)}
                    <div class="row">
                    {Markup.When(isOrdered && at > 0, $"{Move(view, about, at - 1, $"Move rule {at + 1} up …")}")}
                    {Markup.When(isOrdered && at < rules.Count - 1, $"{Move(view, about, at + 1, $"Move rule {at + 1} down …")}")}
                    {view.Form(Changes.RemoveRule, $"Remove rule {at + 1} …", hidden: about, look: "inline")}
                    </div>
                    """),
                view.IsRefused(change, about) || view.IsRefused(Changes.EditRule, about))}
            </li>
            """);
    }

    // By its identity if that is unique, so that a form refers to the same rule whatever its index.
    private static (string, string)[] NameOf(IReadOnlyList<Shown> rules, int at)
    {
        var isItsOwn = rules[at].Id is { Length: > 0 } id && rules.Count(other => other.Id == id) == 1;
        return [(Fields.Rule, isItsOwn ? rules[at].Id! : ""), (Fields.RulePlace, isItsOwn ? "" : $"{at}")];
    }

    private static Markup Move(ItemView view, (string Name, string Value)[] about, int to, string text) =>
        view.Form(Changes.MoveRule, text, hidden: [.. about, (Fields.To, $"{to}")], look: "inline");

    private static Markup Share(FormValues entries, SegmentRule? rule) => Markup.Of(
        $"""
        {Choices.Input(
            entries,
            "Share in percent of those who match",
            Fields.Percent,
            rule?.Weight is { } weight ? Weights.Text(weight) : "",
            "Empty: all of them.")}
        {(rule?.Weight is null
            ? ServeFields.Split(entries, null, null)
            : ServeFields.Split(entries, rule.BucketBy, rule.RolloutContextKind))}
        """);

    private sealed record Shown(string? Id, IReadOnlyList<Clause> Clauses, Markup Text, Func<FormValues, Markup> Gives);
}
