using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Keys on a segment's lists: users in one field, other kinds of contexts in another.</summary>
internal static class SegmentKeys
{
    public static void Add(FlagDraft draft, SegmentList list, string kind, IReadOnlyList<string> keys)
    {
        if (ContextKind.FindError(kind) is { } error)
        {
            throw draft.Refuse($"there is no such kind of context: {error}");
        }

        var (parent, field) = Find(draft, list, kind) ?? Make(draft, list, kind);
        var known = parent.Texts(field).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(known.Add))
        {
            parent.List(field).Add((JsonNode)JsonValue.Create(key));
        }
    }

    public static void Remove(FlagDraft draft, SegmentList list, string kind, IReadOnlyList<string> keys)
    {
        if (Find(draft, list, kind) is not var (parent, field))
        {
            return;
        }

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

    private static (JsonObject Parent, string Field)? Find(FlagDraft draft, SegmentList list, string kind)
    {
        if (kind == ContextKind.User)
        {
            return (draft.Root, Users(list));
        }

        var found = draft.Root.Objects(Others(list)).FirstOrDefault(entry => entry.Text(FieldNames.ContextKind) == kind);
        return found is null ? null : (found, FieldNames.Values);
    }

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
