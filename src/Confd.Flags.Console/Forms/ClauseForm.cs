using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Forms;

/// <summary>The conditions of a rule as fields: kind of context, attribute, operator, and values one per line.</summary>
internal static class ClauseForm
{
    private const char Separator = '\n';

    /// <summary>The operators of evaluators, with their words on the page.</summary>
    public static IReadOnlyList<(string Name, string Words)> Operators { get; } =
    [
        ("in", "is one of"), ("startsWith", "starts with"), ("endsWith", "ends with"), ("contains", "contains"),
        ("matches", "matches the expression"), ("lessThan", "is less than"), ("lessThanOrEqual", "is at most"),
        ("greaterThan", "is greater than"), ("greaterThanOrEqual", "is at least"), ("before", "is before"), ("after", "is after"),
        ("semVerEqual", "is the version"), ("semVerLessThan", "is a version before"), ("semVerGreaterThan", "is a version after"),
        (Clause.SegmentMatch, "any context in the segment"),
    ];

    /// <summary>The number of conditions that a form has fields for.</summary>
    public static int CountOf(FormFields form)
    {
        var count = 0;
        while (form.Has(Fields.ClauseOperator(count)))
        {
            count++;
        }

        return count;
    }

    /// <summary>Reads conditions; fieldsets with an empty attribute are skipped.</summary>
    /// <param name="form">The form.</param>
    /// <param name="shown">The conditions that its page showed; unchanged ones are kept as they are stored.</param>
    /// <param name="problems">Receives values that do not fit their operator.</param>
    public static IReadOnlyList<Clause> Read(FormFields form, IReadOnlyList<Clause> shown, FormProblems problems)
    {
        var clauses = new List<Clause>();
        var count = CountOf(form);
        for (var at = 0; at < count; at++)
        {
            if (at < shown.Count && IsAsShown(form, at, shown[at]))
            {
                clauses.Add(shown[at]);
            }
            else if (ReadOne(form, at, problems) is { } clause)
            {
                clauses.Add(clause);
            }
        }

        return clauses;
    }

    /// <summary>The kind of context of a condition as its field shows it.</summary>
    public static string Kind(Clause? clause) => ContextKind.OrUser(clause?.ContextKind);

    /// <summary>The values of a condition as its field shows them.</summary>
    public static string Values(Clause clause) =>
        ClauseValueText.Write(AttributeOf(clause), clause.OperatorName, clause.Values, Separator);

    /// <summary>The attribute of a condition as its field shows it.</summary>
    public static string AttributeOf(Clause clause) => AttributeText.Of(clause.ContextKind, clause.Attribute);

    private static bool IsAsShown(FormFields form, int at, Clause clause) =>
        form.IsAsShown(Fields.ClauseKind(at), Kind(clause))
        && form.IsAsShown(Fields.ClauseAttribute(at), AttributeOf(clause))
        && form.Raw(Fields.ClauseOperator(at)) == clause.OperatorName
        && form.Has(Fields.ClauseNot(at)) == clause.IsNegated
        && form.AreAsShown(Fields.ClauseValues(at), Values(clause));

    private static Clause? ReadOne(FormFields form, int at, FormProblems problems)
    {
        var name = form.Text(Fields.ClauseOperator(at));
        var isSegment = name == Clause.SegmentMatch;
        var attribute = isSegment ? "" : form.Text(Fields.ClauseAttribute(at));
        var values = form.Raw(Fields.ClauseValues(at));
        if ((isSegment ? values.Trim(Separator, '\r') : attribute).Length == 0)
        {
            return null;
        }

        var read = problems.Read(Fields.ClauseValues(at), () => ClauseValueText.Read(attribute, name, values, Separator));
        return new Clause(
            attribute, name, read.IsDefault ? [] : read, isSegment ? null : form.Optional(Fields.ClauseKind(at)) ?? ContextKind.User)
        {
            IsNegated = form.Text(Fields.ClauseNot(at)).Length > 0,
        };
    }
}
