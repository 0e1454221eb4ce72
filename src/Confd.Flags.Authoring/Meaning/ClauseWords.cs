using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes conditions in words, in the form that a command line accepts.</summary>
internal static class ClauseWords
{
    /// <summary>All conditions of a rule; without any every context matches.</summary>
    public static string All(ImmutableArray<Clause> clauses) =>
        clauses.IsEmpty ? "everyone" : string.Join(" and ", clauses.Select(One));

    public static string One(Clause clause)
    {
        var values = Words.List([.. clause.Values.Select(Words.Value)]);
        var not = clause.IsNegated ? "not " : "";
        if (clause.IsSegmentMatch)
        {
            return $"{not}in segment {values}";
        }

        var kind = ContextKind.OrUser(clause.ContextKind) == ContextKind.User ? "" : $"{clause.ContextKind}:";
        return $"{kind}{Words.Key(clause.Attribute)} {not}{clause.OperatorName} {values}";
    }
}
