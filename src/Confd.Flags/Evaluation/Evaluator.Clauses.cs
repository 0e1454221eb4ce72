using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <content>Conditions of rules.</content>
public sealed partial class Evaluator
{
    private bool MatchesAll(ImmutableArray<Clause> clauses, ref EvaluationRun run)
    {
        foreach (var clause in clauses)
        {
            if (!Matches(clause, ref run))
            {
                return false;
            }
        }

        return true;
    }

    private bool Matches(Clause clause, ref EvaluationRun run) =>
        run.Trace is { } trace ? ExplainClause(clause, trace, ref run) : Decide(clause, ref run);

    private bool Decide(Clause clause, ref EvaluationRun run)
    {
        if (clause.IsSegmentMatch)
        {
            var isInAny = IsInAnySegment(clause, ref run);
            return !run.IsMalformed && isInAny != clause.IsNegated;
        }

        if (!clause.Reference.IsValid)
        {
            return run.FailMalformed();
        }

        if (clause.Reference.BuiltIn == BuiltInAttribute.Kind)
        {
            return MatchesAnyKind(clause, run.Context) != clause.IsNegated;
        }

        // A missing kind or value is not a match, also where the clause is negated.
        if (run.Context.FindPart(ContextKind.OrUser(clause.ContextKind)) is not { } part)
        {
            return false;
        }

        var value = part.GetValue(clause.Reference);
        return !value.IsNull && MatchesValue(clause, value) != clause.IsNegated;
    }

    private static bool MatchesValue(Clause clause, FlagValue value)
    {
        if (value.Kind != FlagValueKind.Array)
        {
            return clause.Test.Matches(value);
        }

        foreach (var item in value.Items)
        {
            if (clause.Test.Matches(item))
            {
                return true;
            }
        }

        return false;
    }

    // A context with several parts has the kind of each of them, whatever kind the clause names.
    private static bool MatchesAnyKind(Clause clause, EvaluationContext context)
    {
        foreach (var part in context.Parts)
        {
            if (clause.Test.Matches(part.Kind))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInAnySegment(Clause clause, ref EvaluationRun run)
    {
        foreach (var value in clause.Values)
        {
            if (value.AsString is { } key && FindSegment(key) is { } segment && IsIn(segment, ref run))
            {
                return true;
            }

            if (run.IsMalformed)
            {
                return false;
            }
        }

        return false;
    }
}
