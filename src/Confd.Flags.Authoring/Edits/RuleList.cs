using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The rules of a flag or a segment, in order.</summary>
internal static class RuleList
{
    public static void Add(FlagDraft draft, JsonObject rule, int? index)
    {
        var rules = draft.Root.List(FieldNames.Rules);
        if (rule.Text(FieldNames.Id) is { } taken && RuleReference.IsIndex(taken))
        {
            throw draft.Error($"'{taken}' cannot be the id of a rule: it would be read as an index; add a letter");
        }

        if (rules.OfType<JsonObject>().Any(other => other.Text(FieldNames.Id) is { } id && id == rule.Text(FieldNames.Id)))
        {
            throw draft.Error($"it has a rule '{rule.Text(FieldNames.Id)}' already");
        }

        rules.Insert(Require(draft, index ?? rules.Count, rules.Count), rule);
    }

    public static void Remove(FlagDraft draft, RuleReference name) => draft.Root.List(FieldNames.Rules).Remove(name.Find(draft));

    public static void Move(FlagDraft draft, RuleReference name, int index)
    {
        var rules = draft.Root.List(FieldNames.Rules);
        var rule = name.Find(draft);
        Require(draft, index, rules.Count - 1);
        rules.Remove(rule);
        rules.Insert(index, rule);
    }

    private static int Require(FlagDraft draft, int index, int last) =>
        index >= 0 && index <= last ? index : throw draft.Error($"the index of a rule is from 0 to {last}");
}
