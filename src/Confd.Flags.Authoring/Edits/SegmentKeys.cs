using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Keys in a segment's lists: users in one field, other kinds of contexts in another.</summary>
internal static class SegmentKeys
{
    public static void Add(FlagDraft draft, SegmentList list, string kind, IReadOnlyList<string> keys)
    {
        if (ContextKind.FindError(kind) is { } error)
        {
            throw draft.Error($"there is no such kind of context: {error}");
        }

        var (parent, field) = Find(draft, list, kind).FirstOrDefault() is { Parent: not null } found ? found : Make(draft, list, kind);
        var known = Find(draft, list, kind).SelectMany(place => place.Parent.Texts(place.Field)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(known.Add))
        {
            parent.List(field).Add((JsonNode)JsonValue.Create(key));
        }
    }

    public static void Remove(FlagDraft draft, SegmentList list, string kind, IReadOnlyList<string> keys)
    {
        foreach (var (parent, field) in Find(draft, list, kind).ToList())
        {
            var kept = parent.Texts(field).Except(keys, StringComparer.Ordinal).ToList();
            if (kept.Count < parent.Texts(field).Count())
            {
                parent[field] = DocumentValues.ToArray(kept);
            }

            if (kept.Count == 0 && parent != draft.Root)
            {
                draft.Root.List(Others(list)).Remove(parent);
            }
        }
    }

    // All lists that evaluators use: users have a separate field, but may also be in that of the other kinds, where a kind may occur twice.
    private static IEnumerable<(JsonObject Parent, string Field)> Find(FlagDraft draft, SegmentList list, string kind)
    {
        var others = draft.Root.Objects(Others(list)).Where(entry => KindOf(entry) == kind).Select(entry => (entry, FieldNames.Values));
        return kind == ContextKind.User ? others.Prepend((draft.Root, Users(list))) : others;
    }

    private static string KindOf(JsonObject entry) => ContextKind.OrUser(entry.Text(FieldNames.ContextKind));

    private static (JsonObject Parent, string Field) Make(FlagDraft draft, SegmentList list, string kind)
    {
        var made = new JsonObject { [FieldNames.ContextKind] = kind, [FieldNames.Values] = new JsonArray() };
        draft.Root.List(Others(list)).Add((JsonNode)made);
        return (made, FieldNames.Values);
    }

    private static string Users(SegmentList list) => list == SegmentList.Included ? FieldNames.Included : FieldNames.Excluded;

    private static string Others(SegmentList list) =>
        list == SegmentList.Included ? FieldNames.IncludedContexts : FieldNames.ExcludedContexts;
}
