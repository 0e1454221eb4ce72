using System.Globalization;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Refers to a rule by its identity, or by its index from 0, as in a reason's <c>ruleIndex</c>.</summary>
/// <param name="Text">The identity or index.</param>
public sealed record RuleReference(string Text)
{
    private int? _index;

    /// <summary>Refers to a rule by its index from 0, whatever identities there are.</summary>
    public static RuleReference At(int index) => new($":{index.ToString(CultureInfo.InvariantCulture)}") { _index = index };

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The index of the rule among rules with these identities; null where there is none, or there are several.</summary>
    public int? Find(IReadOnlyList<string?> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var same = ids.Index().Where(rule => _index is null && rule.Item == Text).Select(rule => rule.Index).Take(2).ToList();
        return same.Count switch
        {
            1 => same[0],
            0 when (_index ?? ReadIndex(Text)) is { } index && index >= 0 && index < ids.Count => index,
            _ => null,
        };
    }

    /// <summary>True for a text that would also refer to a rule by its index.</summary>
    internal static bool IsIndex(string text) => ReadIndex(text) is not null;

    /// <summary>The rule.</summary>
    /// <exception cref="FlagEditException">There is none, or there are several.</exception>
    internal JsonObject Find(FlagDraft draft)
    {
        var rules = draft.Root.Objects(FieldNames.Rules).ToList();
        var ids = rules.ConvertAll(rule => rule.Text(FieldNames.Id));
        if (Find(ids) is { } index)
        {
            return rules[index];
        }

        var several = _index is null ? ids.Count(id => id == Text) : 0;
        throw draft.Error(
            several > 0 ? $"{several} rules have the identity '{Text}'; name one by its index from 0"
            : rules.Count == 0 ? "it has no rules"
            : $"it has no rule '{Text}'; name one by its identity, or by its index from 0 to {rules.Count - 1}");
    }

    private static int? ReadIndex(string text) =>
        int.TryParse(text.AsSpan(text.StartsWith(':') ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
}
