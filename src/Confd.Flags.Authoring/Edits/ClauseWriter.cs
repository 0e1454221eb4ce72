using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes conditions.</summary>
internal static class ClauseWriter
{
    /// <summary>The conditions as JSON.</summary>
    /// <param name="draft">The flag or segment that has them.</param>
    /// <param name="clauses">The conditions.</param>
    /// <param name="earlier">The earlier conditions; one that is the same is kept as it is written, with unknown fields.</param>
    /// <exception cref="FlagEditException">A segment that they name does not exist.</exception>
    public static JsonArray Write(FlagDraft draft, IReadOnlyList<Clause> clauses, IEnumerable<JsonObject>? earlier = null)
    {
        var left = earlier?.ToList() ?? [];
        var written = new List<JsonNode?>();
        foreach (var clause in clauses)
        {
            if (left.Find(old => HasSameContent(old, clause)) is { } same)
            {
                left.Remove(same);
                written.Add(same.DeepClone());
                continue;
            }

            RequireSegments(draft, clause);
            written.Add(Write(clause));
        }

        return DocumentValues.ToArray(written);
    }

    private static bool HasSameContent(JsonObject old, Clause clause) =>
        (old.Text(FieldNames.ContextKind) ?? "") == (clause.ContextKind ?? "")
        && (old.Text(FieldNames.Attribute) ?? "") == clause.Attribute
        && (old.Text(FieldNames.Op) ?? "") == clause.OperatorName
        && old.IsTrue(FieldNames.Negate) == clause.IsNegated
        && (old[FieldNames.Values] as JsonArray ?? []).Select(DocumentValues.ToValue).SequenceEqual(clause.Values);

    private static void RequireSegments(FlagDraft draft, Clause clause)
    {
        var keys = clause.IsSegmentMatch ? clause.Values.Select(value => value.AsString ?? "") : [];
        if (keys.FirstOrDefault(key => draft.Environment.FindLive(DataKind.Segments, key) is null) is { } missing)
        {
            throw draft.Error($"there is no segment '{missing}'; create it first");
        }
    }

    private static JsonNode Write(Clause clause)
    {
        var json = new JsonObject();
        if (!clause.IsSegmentMatch)
        {
            json[FieldNames.ContextKind] = Contexts.ContextKind.OrUser(clause.ContextKind);
        }

        json[FieldNames.Attribute] = AttributeText.Of(clause.ContextKind, clause.Attribute);
        json[FieldNames.Op] = clause.OperatorName;
        json[FieldNames.Values] = DocumentValues.ToArray(clause.Values);
        json[FieldNames.Negate] = clause.IsNegated;
        return json;
    }
}
