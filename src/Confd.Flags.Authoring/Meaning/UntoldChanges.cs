using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Names what differs in a field that other words speak of, where these had nothing to say.</summary>
internal static class UntoldChanges
{
    /// <summary>The lines that there are; without any, one that names the fields inside that differ; none where nothing does.</summary>
    /// <param name="told">What other words say.</param>
    /// <param name="place">What the line is about.</param>
    /// <param name="field">The field of the document.</param>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is to be.</param>
    public static IReadOnlyList<MeaningLine> Beside(
        IEnumerable<MeaningLine> told, string place, string field, FlagDocument before, FlagDocument after)
    {
        var lines = told.ToList();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (lines.Count == 0)
        {
            Collect(field, before.Field(field), after.Field(field), names);
        }

        return names.Count == 0 ? lines : [new(place, $"differs in {Words.List([.. names.Select(Words.Key)])}")];
    }

    // What shares are split by is told wherever it counts: an experiment passes over the attribute.
    private static void Collect(string name, JsonNode? was, JsonNode? now, SortedSet<string> names)
    {
        if (was is JsonObject one && now is JsonObject other)
        {
            foreach (var inner in one.Union(other).Select(field => field.Key).Distinct(StringComparer.Ordinal))
            {
                Collect(inner, one[inner], other[inner], names);
            }
        }
        else if (was is JsonArray list && now is JsonArray others && list.Count == others.Count)
        {
            for (var at = 0; at < list.Count; at++)
            {
                Collect(name, list[at], others[at], names);
            }
        }
        else if (name != FieldNames.BucketBy && !JsonNode.DeepEquals(was, now) && !(SaysNothing(was) && SaysNothing(now)))
        {
            names.Add(name);
        }
    }

    private static bool SaysNothing(JsonNode? node) => node is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }
        || node.GetValueKind() is JsonValueKind.Null or JsonValueKind.False
        || (node.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Length == 0);
}
