using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Forms;

/// <summary>The conditions of a rule as fields: kind of context, attribute, operator, and values one a line.</summary>
internal static class ClauseForm
{
    /// <summary>How many conditions a form can hold.</summary>
    public const int Most = 50;

    private const char Separator = '\n';

    /// <summary>The operators that evaluators know, with the words on the page.</summary>
    public static IReadOnlyList<(string Name, string Words)> Operators { get; } =
    [
        ("in", "is one of"), ("startsWith", "starts with"), ("endsWith", "ends with"), ("contains", "contains"),
        ("matches", "matches the expression"), ("lessThan", "is less than"), ("lessThanOrEqual", "is at most"),
        ("greaterThan", "is greater than"), ("greaterThanOrEqual", "is at least"), ("before", "is before"), ("after", "is after"),
        ("semVerEqual", "is the version"), ("semVerLessThan", "is a version before"), ("semVerGreaterThan", "is a version after"),
        (Clause.SegmentMatch, "(whoever) is in the segment"),
    ];

    /// <summary>How many conditions a form has fields for.</summary>
    public static int CountOf(FormFields form) =>
        Enumerable.Range(0, Most).TakeWhile(at => form.Text(Fields.ClauseOperator(at)).Length > 0).Count();

    /// <summary>Reads conditions; fieldsets without an attribute are left out.</summary>
    /// <param name="form">What was sent.</param>
    /// <param name="problems">Gets values that do not fit their operator.</param>
    public static IReadOnlyList<Clause> Read(FormFields form, FormProblems problems)
    {
        var clauses = new List<Clause>();
        for (var at = 0; at < Most; at++)
        {
            var name = form.Text(Fields.ClauseOperator(at));
            var attribute = form.Text(Fields.ClauseAttribute(at));
            var values = form.Raw(Fields.ClauseValues(at)).ReplaceLineEndings("\n").Trim(Separator);
            var isSegment = name == Clause.SegmentMatch;
            if (name.Length > 0 && (isSegment ? values : attribute).Length > 0)
            {
                var read = problems.Read(
                    Fields.ClauseValues(at), () => ClauseValueText.Read(attribute, name, values, Separator));
                clauses.Add(new Clause(
                    isSegment ? "" : attribute,
                    name,
                    read.IsDefault ? [] : read,
                    isSegment ? null : form.Optional(Fields.ClauseKind(at)) ?? ContextKind.User)
                {
                    IsNegated = form.Text(Fields.ClauseNot(at)).Length > 0,
                });
            }
        }

        return clauses;
    }

    /// <summary>The values of a condition as its field shows them.</summary>
    public static string Values(Clause clause) =>
        ClauseValueText.Write(AttributeOf(clause), clause.OperatorName, clause.Values, Separator);

    /// <summary>The attribute of a condition as its field shows it: beside no kind of context a leading slash is part of a name, beside one
    /// the beginning of a path.</summary>
    public static string AttributeOf(Clause clause) => string.IsNullOrEmpty(clause.ContextKind) && clause.Attribute.StartsWith('/')
        ? "/" + clause.Attribute.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : clause.Attribute;
}
