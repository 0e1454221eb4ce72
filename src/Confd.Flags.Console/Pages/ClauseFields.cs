using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>The conditions of a rule, each in a fieldset, and an empty fieldset for another one.</summary>
internal static class ClauseFields
{
    public static Markup Of(FormValues entries, IReadOnlyList<Clause> clauses)
    {
        // A form that was sent contains the empty fieldset already.
        var count = entries.Sent is { } sent ? Math.Max(ClauseForm.CountOf(sent), 1) : clauses.Count + 1;
        return Markup.Of(
            $"""
            <div data-clauses>
            {Enumerable.Range(0, count).Select(at => One(entries, at, at < clauses.Count ? clauses[at] : null))}
            </div>
            <p class="hint">All conditions must hold. Without any, the rule matches everyone.
            A condition whose attribute is empty is left out.</p>
            """);
    }

    private static Markup One(FormValues entries, int at, Clause? clause) => Markup.Of(
        $"""
        <fieldset class="clause"><legend>Condition {at + 1}</legend>
        <div class="row">
        {Choices.Input(entries, "Kind of context", Fields.ClauseKind(at), ClauseForm.Kind(clause))}
        {Choices.Input(entries, "Attribute", Fields.ClauseAttribute(at), clause is null ? "" : ClauseForm.AttributeOf(clause))}
        {Operator(entries, Fields.ClauseOperator(at), clause?.OperatorName ?? ClauseForm.Operators[0].Name)}
        </div>
        {Choices.Check(entries, "Negate this condition", Fields.ClauseNot(at), clause is { IsNegated: true })}
        {Choices.Lines(entries, "Values, one per line", Fields.ClauseValues(at), clause is null ? "" : ClauseForm.Values(clause))}
        </fieldset>
        """);

    // An unknown operator stays as it is.
    private static Markup Operator(FormValues entries, string field, string now)
    {
        var name = entries.Text(field, now);
        var unknown = ClauseForm.Operators.All(known => known.Name != name) ? [(name, name)] : Array.Empty<(string, string)>();
        return Choices.Select(entries, "Operator", field, unknown.Concat(ClauseForm.Operators), now);
    }
}
