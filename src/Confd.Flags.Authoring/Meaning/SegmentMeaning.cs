using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on a segment.</summary>
internal static class SegmentMeaning
{
    private static readonly HashSet<string> ShareFields =
        new(StringComparer.Ordinal) { FieldNames.Weight, FieldNames.BucketBy, FieldNames.RolloutContextKind };

    public static List<MeaningLine> Compare(FlagDocument? before, FlagDocument? after) => (before, after) switch
    {
        (null, { } made) => Made(made.Name, made.ToSegment()),
        ({ } gone, null) => [new(gone.Name, "is gone: it has no members")],
        _ => [.. Changes(before!, after!), .. FieldChanges.Of(before!, after!)],
    };

    private static List<MeaningLine> Made(string name, Segment made) =>
        [new(name, "is new"), .. CompareLists(null, made), .. CompareRules(null, null, made, null)];

    private static List<MeaningLine> Changes(FlagDocument was, FlagDocument now)
    {
        var (before, after) = (was.ToSegment(), now.ToSegment());
        return
        [
            .. CompareLists(before, after),
            .. OtherFieldChanges.Beside(
                CompareRules(before, was.Field(FieldNames.Rules), after, now.Field(FieldNames.Rules)), "rules", FieldNames.Rules, was, now),
        ];
    }

    private static IEnumerable<MeaningLine> CompareLists(Segment? before, Segment after) =>
    [
        .. CompareKeys("in", Members(before?.Included, before?.IncludedContexts), Members(after.Included, after.IncludedContexts)),
        .. CompareKeys("out", Members(before?.Excluded, before?.ExcludedContexts), Members(after.Excluded, after.ExcludedContexts)),
    ];

    private static IEnumerable<MeaningLine> CompareKeys(
        string where, HashSet<(string Kind, string Key)> was, HashSet<(string Kind, string Key)> now)
    {
        foreach (var group in now.Except(was).GroupBy(member => member.Kind, member => Words.Key(member.Key), StringComparer.Ordinal))
        {
            yield return new(Words.Contexts(group.Key), $"{Words.List([.. group])} are {where}");
        }

        foreach (var group in was.Except(now).GroupBy(member => member.Kind, member => Words.Key(member.Key), StringComparer.Ordinal))
        {
            yield return new(Words.Contexts(group.Key), $"{Words.List([.. group])} are not named as {where} anymore");
        }
    }

    private static IEnumerable<MeaningLine> CompareRules(Segment? before, JsonNode? wasNodes, Segment after, JsonNode? nowNodes)
    {
        var changes = new RuleChanges<SegmentRule>(rule => rule.Id, rule => rule.Clauses)
        {
            OutcomeBefore = Who,
            OutcomeAfter = Who,
            CompareOutcomes = (was, now) => Share(was) == Share(now) ? [] : [$"{Who(now)}; was {Share(was)}"],
            OutcomeFields = ShareFields,
        };
        return changes.Compare(before?.Rules ?? [], wasNodes, after.Rules, nowNodes);
    }

    public static string Text(SegmentRule rule) => $"if {ClauseWords.All(rule.Clauses)}: {Who(rule)}";

    private static string Who(SegmentRule rule) => $"{Share(rule)} are in";

    private static string Share(SegmentRule rule) => rule.Weight is { } weight
        ? $"{Words.Percent(weight)} of {Words.Contexts(rule.RolloutContextKind)}"
            + (string.IsNullOrEmpty(rule.BucketBy) ? "" : $" by {Words.Key(rule.BucketBy)}")
        : "all";

    private static HashSet<(string Kind, string Key)> Members(KeySet? users, ImmutableArray<SegmentTarget>? others) =>
    [
        .. (users ?? []).Select(key => (ContextKind.User, key)),
        .. (others ?? []).SelectMany(target => target.Values.Select(key => (ContextKind.OrUser(target.ContextKind), key))),
    ];
}
