using System.Text.Json.Nodes;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on the rules of a flag.</summary>
internal static class RuleMeaning
{
    /// <inheritdoc cref="RuleChanges{TRule}.NameOf"/>
    public static string NameOf(string? id, int index) => RuleChanges<Rule>.NameOf(id, index);

    public static IEnumerable<MeaningLine> Compare(FeatureFlag? before, JsonNode? wasNodes, FeatureFlag after, JsonNode? nowNodes)
    {
        var changes = new RuleChanges<Rule>(rule => rule.Id, rule => rule.Clauses)
        {
            OutcomeBefore = rule => ServeWords.Of(before!, rule.Serve),
            OutcomeAfter = rule => ServeWords.Of(after, rule.Serve),
            CompareOutcomes = (was, now) => ServeWords.Compare(before!, was.Serve, after, now.Serve),
            OutcomeFields = ServeWords.Fields,
        };
        return changes.Compare(before?.Rules ?? [], wasNodes, after.Rules, nowNodes);
    }
}
