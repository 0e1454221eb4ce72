using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on rules of flags or segments: which are added, removed, changed or moved.</summary>
/// <param name="idOf">A rule's identity; null or empty where it has none.</param>
/// <param name="clausesOf">A rule's conditions.</param>
internal sealed class RuleChanges<TRule>(Func<TRule, string?> idOf, Func<TRule, ImmutableArray<Clause>> clausesOf)
{
    private const string Noun = "rule ";

    /// <summary>The outcome of a rule before the change, after its conditions: <c>if plan in pro: true</c>.</summary>
    public required Func<TRule, string> OutcomeBefore { get; init; }

    /// <summary>The outcome of a rule after the change.</summary>
    public required Func<TRule, string> OutcomeAfter { get; init; }

    /// <summary>The differences between a rule's outcomes; empty where there are none.</summary>
    public required Func<TRule, TRule, IEnumerable<string>> CompareOutcomes { get; init; }

    /// <summary>The fields of a rule that <see cref="CompareOutcomes"/> speaks of.</summary>
    public required IReadOnlySet<string> OutcomeFields { get; init; }

    /// <summary>The name of a rule in descriptions: its identity, or its index from 0.</summary>
    public static string NameOf(string? id, int index) =>
        string.IsNullOrEmpty(id) ? $"{Noun}:{index.ToString(CultureInfo.InvariantCulture)}" : $"{Noun}'{Words.Key(id)}'";

    /// <summary>Describes the changes, one line each.</summary>
    /// <param name="before">The rules before.</param>
    /// <param name="wasNodes">As they are stored.</param>
    /// <param name="after">The rules after.</param>
    /// <param name="nowNodes">As they are stored.</param>
    public IEnumerable<MeaningLine> Compare(
        IReadOnlyList<TRule> before, JsonNode? wasNodes, IReadOnlyList<TRule> after, JsonNode? nowNodes)
    {
        var shared = Shared(before).Union(Shared(after)).ToHashSet(StringComparer.Ordinal);
        var (was, now) = (Named(before, wasNodes as JsonArray, shared), Named(after, nowNodes as JsonArray, shared));
        foreach (var rule in was.Where(rule => now.All(other => other.Name != rule.Name)))
        {
            yield return new(rule.Place, $"is gone; it was: {Condition(rule.Rule)}: {OutcomeBefore(rule.Rule)}");
        }

        foreach (var rule in now)
        {
            var old = was.FirstOrDefault(other => other.Name == rule.Name);
            if (old is null)
            {
                yield return new(rule.Place, $"is new: {Condition(rule.Rule)}: {OutcomeAfter(rule.Rule)}");
                continue;
            }

            var (wasIf, isIf) = (Condition(old.Rule), Condition(rule.Rule));
            if (wasIf != isIf)
            {
                yield return new(rule.Place, $"{isIf}; was: {wasIf}");
            }

            var outcomes = CompareOutcomes(old.Rule, rule.Rule).ToList();
            foreach (var text in outcomes.Concat(FindOthers(old, rule, outcomes.Count > 0)))
            {
                yield return new(rule.Place, text);
            }
        }

        // Both by their index before: the index of a rule without an identity changes when a rule is inserted before it.
        var places = was.ToDictionary(rule => rule.Name, rule => rule.Place, StringComparer.Ordinal);
        var (wasOrder, isOrder) = (Common(was, now), Common(now, was));
        if (!wasOrder.SequenceEqual(isOrder, StringComparer.Ordinal))
        {
            yield return new("rules", $"are evaluated in the order {Places(isOrder, places)}; was {Places(wasOrder, places)}");
        }
    }

    private IEnumerable<string> FindOthers(NamedRule was, NamedRule now, bool hasOutcomes)
    {
        if (was.Node is null || now.Node is null)
        {
            return [];
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var field in was.Node.Union(now.Node).Select(field => field.Key).Where(name => name != FieldNames.Clauses))
        {
            names.UnionWith(OtherFieldChanges.Names(field, was.Node[field], now.Node[field]));
        }

        if (hasOutcomes)
        {
            names.ExceptWith(OutcomeFields);
        }

        var conditions = ClauseChanges.Beyond(
            clausesOf(was.Rule), was.Node[FieldNames.Clauses] as JsonArray, clausesOf(now.Rule), now.Node[FieldNames.Clauses] as JsonArray);
        return OtherFieldChanges.Text(names) is { } rest ? conditions.Append(rest) : conditions;
    }

    private static string Places(List<string> order, Dictionary<string, string> places) => string.Join(", ", order
        .Select(name => places[name])
        .Select(place => place.StartsWith(Noun, StringComparison.Ordinal) ? place[Noun.Length..] : place));

    private static List<string> Common(List<NamedRule> rules, List<NamedRule> others) =>
        [.. rules.Select(rule => rule.Name).Where(name => others.Any(other => other.Name == name))];

    private string Condition(TRule rule) => $"if {ClauseWords.All(clausesOf(rule))}";

    // Identities that several rules have, and that are therefore not unique.
    private IEnumerable<string?> Shared(IReadOnlyList<TRule> rules) =>
        rules.GroupBy(idOf, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);

    // A rule without a unique identity is identified by its conditions, and the second of two equal ones by its order.
    private List<NamedRule> Named(IReadOnlyList<TRule> rules, JsonArray? nodes, HashSet<string?> shared)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<NamedRule>();
        foreach (var rule in rules)
        {
            var id = idOf(rule);
            var hasOwnId = !string.IsNullOrEmpty(id) && !shared.Contains(id);
            var name = hasOwnId ? $"id {id}" : $"{id} {Condition(rule)}";
            seen[name] = seen.GetValueOrDefault(name) + 1;
            var node = nodes?.Count == rules.Count ? nodes[named.Count] as JsonObject : null;
            named.Add(new NamedRule($"{name} {seen[name]}", NameOf(hasOwnId ? id : null, named.Count), rule, node));
        }

        return named;
    }

    private sealed record NamedRule(string Name, string Place, TRule Rule, JsonObject? Node);
}
