using System.Globalization;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Refers to a rule by its identity, or by its index from 0, as in a reason's <c>ruleIndex</c>.</summary>
/// <param name="Text">The identity or index.</param>
public sealed record RuleReference(string Text)
{
    private int? _place;

    /// <summary>Refers to a rule by its index from 0, whatever identities there are.</summary>
    public static RuleReference At(int place) => new($":{place.ToString(CultureInfo.InvariantCulture)}") { _place = place };

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>True for a rule with that identity, or at that index if referred to by index.</summary>
    public bool Names(string? id, int place) => _place is { } wanted ? wanted == place : id == Text;

    /// <summary>True for a text that would also refer to a rule by its index.</summary>
    internal static bool IsPlace(string text) => TryReadPlace(text, out _);

    /// <summary>The rule.</summary>
    /// <exception cref="FlagEditException">There is none, or there are several.</exception>
    internal JsonObject Find(FlagDraft draft)
    {
        var rules = draft.Root.Objects(FieldNames.Rules).ToList();
        return rules.Where(rule => _place is null && rule.Text(FieldNames.Id) == Text).ToList() switch
        {
            [var only] => only,
            { Count: > 1 } several => throw draft.Refuse($"{several.Count} rules have the identity '{Text}'; name one by its index from 0"),
            _ => FindByPlace(rules) ?? throw draft.Refuse(
                rules.Count == 0
                    ? "it has no rules"
                    : $"it has no rule '{Text}'; name one by its identity, or by its index from 0 to {rules.Count - 1}"),
        };
    }

    private JsonObject? FindByPlace(List<JsonObject> rules) =>
        TryReadPlace(Text, out var index) && index < rules.Count ? rules[index] : null;

    private static bool TryReadPlace(string text, out int index) =>
        int.TryParse(text.AsSpan().TrimStart(':'), NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
