using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Names the differences in a field that no other description covers.</summary>
internal static class OtherFieldChanges
{
    /// <summary>The given lines; if there are none, one that names the inner fields that differ; empty if none differ.</summary>
    /// <param name="known">The lines of the other description.</param>
    /// <param name="place">The subject of the line.</param>
    /// <param name="field">The field of the document.</param>
    /// <param name="before">The value before.</param>
    /// <param name="after">The value after.</param>
    public static IReadOnlyList<MeaningLine> Beside(
        IEnumerable<MeaningLine> known, string place, string field, FlagDocument before, FlagDocument after)
    {
        var lines = known.ToList();
        return lines.Count > 0 || Text(Names(field, before.Field(field), after.Field(field))) is not { } text ? lines : [new(place, text)];
    }

    /// <summary>The inner fields that differ between two values.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="was">The value before.</param>
    /// <param name="now">The value after.</param>
    public static SortedSet<string> Names(string name, JsonNode? was, JsonNode? now)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(name, was, now, names);
        return names;
    }

    /// <summary>Names the fields; null: there are none.</summary>
    public static string? Text(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? null : $"differs in {Words.List([.. names.Select(Words.Key)])}";

    // The attribute that shares are split by is described where it applies: an experiment ignores it.
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
