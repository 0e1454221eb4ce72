using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The conditions of a rule, each in a set of fields, and one more for another.</summary>
internal static class ClauseFields
{
    public static Markup Of(IReadOnlyList<Clause> clauses)
    {
        var shown = Math.Min(clauses.Count, ClauseForm.Most - 1);
        return Markup.Of(
            $"""
            <div data-clauses>
            {clauses.Take(shown).Select((clause, at) => One(at, clause))}
            {One(shown, clause: null)}
            </div>
            <p class="hint">All conditions must hold. Without any the rule takes everyone.
            A condition whose attribute is empty is left out.</p>
            """);
    }

    private static Markup One(int at, Clause? clause)
    {
        var name = clause?.OperatorName ?? ClauseForm.Operators[0].Name;
        return Markup.Of(
            $"""
            <fieldset class="clause"><legend>Condition {at + 1}</legend>
            <div class="row">
            {Choices.Input("Kind of context", Fields.ClauseKind(at), Kind(clause))}
            {Choices.Input("Attribute", Fields.ClauseAttribute(at), clause is null ? "" : ClauseForm.AttributeOf(clause))}
            <label>Operator <select name="{Fields.ClauseOperator(at)}">
            {Markup.When(IsUnknown(name), $"{Choices.Option(name, name, isChosen: true)}")}
            {ClauseForm.Operators.Select(known => Choices.Option(known.Name, known.Words, known.Name == name))}
            </select></label>
            </div>
            <label class="check">
            <input type="checkbox" name="{Fields.ClauseNot(at)}" value="not"{Checked(clause)}> Turned around: not so</label>
            {Choices.Lines("Values, one a line", Fields.ClauseValues(at), clause is null ? "" : ClauseForm.Values(clause))}
            </fieldset>
            """);
    }

    private static bool IsUnknown(string name) => ClauseForm.Operators.All(known => known.Name != name);

    private static Markup Checked(Clause? clause) => Markup.When(clause is { IsNegated: true }, $" checked");

    private static string Kind(Clause? clause) => string.IsNullOrEmpty(clause?.ContextKind) ? ContextKind.User : clause.ContextKind;
}
