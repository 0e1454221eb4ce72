using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>A part of a flag that serves something: a rule, or the fallthrough for contexts that match no target and no rule.</summary>
/// <param name="Rule">The rule; null: the fallthrough.</param>
public sealed record ServePlace(RuleReference? Rule)
{
    /// <summary>The fallthrough.</summary>
    public static ServePlace Fallthrough { get; } = new((RuleReference?)null);

    /// <summary>The object that defines what is served there.</summary>
    internal JsonObject Find(FlagDraft draft)
    {
        if (Rule is { } rule)
        {
            return rule.Find(draft);
        }

        if (draft.Root[FieldNames.Fallthrough] is JsonObject fallthrough)
        {
            return fallthrough;
        }

        fallthrough = [];
        draft.Root[FieldNames.Fallthrough] = fallthrough;
        return fallthrough;
    }
}
