using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The rules of a segment: who is in by them, and forms to change and remove them, and to add one.</summary>
internal static class SegmentRuleSection
{
    public static Markup Of(SegmentView view) => Markup.Of(
        $"""
        <section class="card" aria-labelledby="rules"><h2 id="rules">Rules</h2>
        <p>{(view.Segment.Rules.IsEmpty ? "There are none." : "Whoever matches one of them is in, unless named as out.")}</p>
        <ol class="rules">
        {view.Segment.Rules.Select((rule, at) => One(view, rule, at))}
        </ol>
        {view.FoldedForm("Add a rule", Changes.AddRule, entries => Markup.Of(
            $"""
            {RuleFields.New(entries, new AddSegmentRule([]).Id)}
            {Share(entries, rule: null)}
            """))}
        </section>
        """);

    private static Markup One(SegmentView view, SegmentRule rule, int at)
    {
        (string, string)[] about = [(Fields.Rule, RuleFields.NameOf([.. view.Segment.Rules.Select(one => one.Id)], at))];
        return Markup.Of(
            $"""
            <li><h3>Rule {at + 1}{RuleFields.Identity(rule.Id)}</h3>
            <p><bdi>{SegmentSummary.Of(rule)}</bdi>.</p>
            {view.Fold(
                $"Change rule {at + 1}",
                Markup.Of(
                    $"""
                    {view.Form(Changes.Share, "Preview …", entries => Share(entries, rule), about)}
                    {view.Form(Changes.EditRule, "Preview …", entries => ClauseFields.Of(entries, rule.Clauses), about)}
                    {view.Form(Changes.RemoveRule, $"Remove rule {at + 1} …", hidden: about, look: "inline")}
                    """),
                view.IsRefused(Changes.Share, about) || view.IsRefused(Changes.EditRule, about))}
            </li>
            """);
    }

    private static Markup Share(Entries entries, SegmentRule? rule) => Markup.Of(
        $"""
        {Choices.Input(
            entries,
            "Share in percent of those who match",
            Fields.Percent,
            rule?.Weight is { } weight ? ServeFields.Percent(weight) : "",
            "Empty: all of them.")}
        {ServeFields.Split(entries, rule?.BucketBy, rule?.Weight is null ? null : rule.RolloutContextKind)}
        """);
}
