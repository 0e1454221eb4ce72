using System.Collections.Immutable;
using System.Globalization;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>What a change does to rules, of flags or of segments: which are new, gone, other or elsewhere.</summary>
/// <param name="idOf">A rule's identity; null or empty where it has none.</param>
/// <param name="clausesOf">A rule's conditions.</param>
internal sealed class RuleChanges<TRule>(Func<TRule, string?> idOf, Func<TRule, ImmutableArray<Clause>> clausesOf)
{
    private const string Noun = "rule ";

    /// <summary>What a rule that was there gave, behind its conditions: <c>if plan in pro: true</c>.</summary>
    public required Func<TRule, string> OutcomeBefore { get; init; }

    /// <summary>What a rule that is there now gives.</summary>
    public required Func<TRule, string> OutcomeAfter { get; init; }

    /// <summary>How a rule's outcome differs from what it was; nothing where it does not.</summary>
    public required Func<TRule, TRule, IEnumerable<string>> CompareOutcomes { get; init; }

    /// <summary>What people call a rule: its identity, or its place from 0.</summary>
    public static string NameOf(string? id, int index) =>
        string.IsNullOrEmpty(id) ? $"{Noun}:{index.ToString(CultureInfo.InvariantCulture)}" : $"{Noun}'{Words.Key(id)}'";

    /// <summary>Tells the changes, a line each.</summary>
    public IEnumerable<MeaningLine> Compare(IReadOnlyList<TRule> before, IReadOnlyList<TRule> after)
    {
        var shared = Shared(before).Union(Shared(after)).ToHashSet(StringComparer.Ordinal);
        var (was, now) = (Named(before, shared), Named(after, shared));
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

            foreach (var text in CompareOutcomes(old.Rule, rule.Rule))
            {
                yield return new(rule.Place, text);
            }
        }

        // Both by the place that they had: a rule without an identity has another one where a rule was put before it.
        var places = was.ToDictionary(rule => rule.Name, rule => rule.Place, StringComparer.Ordinal);
        var (wasOrder, isOrder) = (Common(was, now), Common(now, was));
        if (!wasOrder.SequenceEqual(isOrder, StringComparer.Ordinal))
        {
            yield return new("rules", $"are asked in the order {Places(isOrder, places)}; was {Places(wasOrder, places)}");
        }
    }

    private static string Places(List<string> order, Dictionary<string, string> places) => string.Join(", ", order
        .Select(name => places[name])
        .Select(place => place.StartsWith(Noun, StringComparison.Ordinal) ? place[Noun.Length..] : place));

    private static List<string> Common(List<NamedRule> rules, List<NamedRule> others) =>
        [.. rules.Select(rule => rule.Name).Where(name => others.Any(other => other.Name == name))];

    private string Condition(TRule rule) => $"if {ClauseWords.All(clausesOf(rule))}";

    // Identities that are none, as several rules have them.
    private IEnumerable<string?> Shared(IReadOnlyList<TRule> rules) =>
        rules.GroupBy(idOf, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);

    // A rule without an identity of its own is known by its conditions; the second of two that are alike by that it is the second.
    private List<NamedRule> Named(IReadOnlyList<TRule> rules, HashSet<string?> shared)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<NamedRule>();
        foreach (var rule in rules)
        {
            var id = idOf(rule);
            var hasOwnId = !string.IsNullOrEmpty(id) && !shared.Contains(id);
            var name = hasOwnId ? $"id {id}" : $"{id} {Condition(rule)}";
            seen[name] = seen.GetValueOrDefault(name) + 1;
            named.Add(new NamedRule($"{name} {seen[name]}", NameOf(hasOwnId ? id : null, named.Count), rule));
        }

        return named;
    }

    private sealed record NamedRule(string Name, string Place, TRule Rule);
}
