using System.Collections.Immutable;
using System.Globalization;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>What a change does to rules.</summary>
internal static class RuleMeaning
{
    private const string Noun = "rule ";

    /// <summary>What people call a rule: its identity, or its place from 0.</summary>
    public static string NameOf(string? id, int index) =>
        string.IsNullOrEmpty(id) ? $"rule :{index.ToString(CultureInfo.InvariantCulture)}" : $"rule '{Words.Key(id)}'";

    public static IEnumerable<MeaningLine> Compare(FeatureFlag? before, FeatureFlag after)
    {
        var shared = Shared(before).Union(Shared(after)).ToHashSet(StringComparer.Ordinal);
        var (was, now) = (Named(before, shared), Named(after, shared));
        foreach (var rule in was.Where(rule => now.All(other => other.Name != rule.Name)))
        {
            yield return new(rule.Place, $"is gone; it was: {Text(before!, rule.Rule)}");
        }

        foreach (var rule in now)
        {
            var old = was.FirstOrDefault(other => other.Name == rule.Name);
            if (old is null)
            {
                yield return new(rule.Place, $"is new: {Text(after, rule.Rule)}");
                continue;
            }

            var (wasIf, isIf) = (ClauseWords.All(old.Rule.Clauses), ClauseWords.All(rule.Rule.Clauses));
            if (wasIf != isIf)
            {
                yield return new(rule.Place, $"if {isIf}; was: if {wasIf}");
            }

            foreach (var text in ServeWords.Compare(before!, old.Rule.Serve, after, rule.Rule.Serve))
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

    private static string Text(FeatureFlag flag, Rule rule) => $"if {ClauseWords.All(rule.Clauses)}: {ServeWords.Of(flag, rule.Serve)}";

    private static List<string> Common(List<NamedRule> rules, List<NamedRule> others) =>
        [.. rules.Select(rule => rule.Name).Where(name => others.Any(other => other.Name == name))];

    // Identities that are none, as several rules have them.
    private static IEnumerable<string?> Shared(FeatureFlag? flag) =>
        flag?.Rules.GroupBy(rule => rule.Id, StringComparer.Ordinal).Where(rules => rules.Count() > 1).Select(rules => rules.Key) ?? [];

    // A rule without an identity of its own is known by its conditions; the second of two that are alike by that it is the second.
    private static List<NamedRule> Named(FeatureFlag? flag, HashSet<string?> shared)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<NamedRule>();
        foreach (var rule in flag?.Rules ?? ImmutableArray<Rule>.Empty)
        {
            var hasOwnId = !string.IsNullOrEmpty(rule.Id) && !shared.Contains(rule.Id);
            var name = hasOwnId ? $"id {rule.Id}" : $"{rule.Id} if {ClauseWords.All(rule.Clauses)}";
            seen[name] = seen.GetValueOrDefault(name) + 1;
            named.Add(new NamedRule($"{name} {seen[name]}", NameOf(hasOwnId ? rule.Id : null, named.Count), rule));
        }

        return named;
    }

    private sealed record NamedRule(string Name, string Place, Rule Rule);
}
