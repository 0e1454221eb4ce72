using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes conditions.</summary>
internal static class ClauseWriter
{
    /// <summary>The conditions as JSON.</summary>
    /// <exception cref="FlagEditException">A segment that they name is not there.</exception>
    public static JsonArray Write(FlagDraft draft, IReadOnlyList<Clause> clauses)
    {
        var missing = clauses
            .Where(clause => clause.OperatorName == Clause.SegmentMatch)
            .SelectMany(clause => clause.Values)
            .FirstOrDefault(value => draft.Environment.FindLive(DataKind.Segments, value.AsString ?? "") is null);
        return missing.IsNull
            ? DocumentValues.ToArray(clauses.Select(Write))
            : throw draft.Refuse($"there is no segment '{missing.AsString}'; create it first");
    }

    private static JsonNode Write(Clause clause)
    {
        var json = new JsonObject();
        if (clause.OperatorName != Clause.SegmentMatch)
        {
            json[FieldNames.ContextKind] = string.IsNullOrEmpty(clause.ContextKind) ? Contexts.ContextKind.User : clause.ContextKind;
        }

        json[FieldNames.Attribute] = clause.Attribute;
        json[FieldNames.Op] = clause.OperatorName;
        json[FieldNames.Values] = DocumentValues.ToArray(clause.Values);
        json[FieldNames.Negate] = clause.IsNegated;
        return json;
    }
}
