using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes changed fields that no other description covers: display fields, data for analytics, unknown fields.</summary>
internal static class FieldChanges
{
    private static readonly HashSet<string> Described = new(StringComparer.Ordinal)
    {
        FieldNames.Key, FieldNames.Version, FieldNames.Deleted, FieldNames.Archived, FieldNames.On, FieldNames.Variations,
        FieldNames.OffVariation, FieldNames.Fallthrough, FieldNames.Prerequisites, FieldNames.Targets, FieldNames.ContextTargets,
        FieldNames.Rules, FieldNames.Included,
        FieldNames.Excluded, FieldNames.IncludedContexts, FieldNames.ExcludedContexts,
    };

    public static IEnumerable<MeaningLine> Of(FlagDocument before, FlagDocument after)
    {
        foreach (var name in before.FieldsInOrder.Union(after.FieldsInOrder).Where(name => !Described.Contains(name)))
        {
            var (was, now) = (before.Field(name), after.Field(name));
            if (!JsonNode.DeepEquals(was, now))
            {
                yield return new(name, name == FieldNames.Salt ? "has changed: rollouts redistribute contexts" : Compare(was, now));
            }
        }
    }

    private static string Compare(JsonNode? was, JsonNode? now) => (was, now) switch
    {
        (null, _) => Text(now),
        (_, null) => $"is gone; was {Text(was)}",
        _ => Words.Change(Value(was), Value(now)),
    };

    private static string Text(JsonNode? node) => Words.Value(Value(node));

    private static FlagValue Value(JsonNode? node) =>
        node is null ? default : FlagValueJson.Parse(DocumentJson.ToUtf8(node));
}
