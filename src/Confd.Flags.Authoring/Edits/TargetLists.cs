using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>
/// The lists of contexts that are served by their key. Users are in <c>targets</c>; other kinds are in <c>contextTargets</c>, where a list
/// without keys stands for each list of users: as soon as there is one, lists of users without such a stand-in are not looked at.
/// </summary>
internal sealed class TargetLists(FlagDraft draft)
{
    private readonly JsonArray _users = draft.Root[FieldNames.Targets] as JsonArray ?? [];
    private readonly JsonArray _contexts = draft.Root[FieldNames.ContextTargets] as JsonArray ?? [];

    public void Add(string kind, int variation, IReadOnlyList<string> keys)
    {
        if (ContextKind.FindError(kind) is { } error)
        {
            throw draft.Refuse($"there is no such kind of context: {error}");
        }

        var lists = kind == ContextKind.User ? _users : _contexts;
        var list = Find(lists, kind, variation);
        if (list is null)
        {
            list = new JsonObject { [FieldNames.Values] = new JsonArray(), [FieldNames.Variation] = variation };
            if (kind != ContextKind.User)
            {
                list.Insert(0, FieldNames.ContextKind, kind);
            }

            lists.Add((JsonNode)list);
        }

        var known = list.Texts(FieldNames.Values).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(known.Add))
        {
            list.List(FieldNames.Values).Add((JsonNode)JsonValue.Create(key));
        }
    }

    /// <summary>Takes keys off lists: all, all but one variation's, or one variation's only.</summary>
    public void Remove(string kind, IReadOnlyList<string> keys, int? except = null, int? only = null)
    {
        var gone = keys.ToHashSet(StringComparer.Ordinal);
        foreach (var list in (kind == ContextKind.User ? _users : _contexts).OfType<JsonObject>().Where(list => KindOf(list) == kind))
        {
            var variation = VariationOf(list);
            if (variation == except || (only is not null && variation != only))
            {
                continue;
            }

            var kept = list.Texts(FieldNames.Values).Where(key => !gone.Contains(key)).ToList();
            if (kept.Count < list.Texts(FieldNames.Values).Count())
            {
                list[FieldNames.Values] = DocumentValues.ToArray(kept);
            }
        }
    }

    /// <summary>Leaves out empty lists, and gives each list of users its stand-in where one is needed.</summary>
    public void Write()
    {
        MergeUsers();
        RemoveEmpty(_users, keep: _ => false);
        RemoveEmpty(_contexts, keep: list => IsOfUsers(list) && FindUsers(VariationOf(list)) is not null);
        // Also where stand-ins alone are left there: what has none is not looked at.
        var hasContexts = _contexts.Count > 0;
        foreach (var list in _users.OfType<JsonObject>())
        {
            if (hasContexts && Find(_contexts, ContextKind.User, VariationOf(list)) is null)
            {
                _contexts.Add((JsonNode)new JsonObject
                {
                    [FieldNames.ContextKind] = ContextKind.User,
                    [FieldNames.Values] = new JsonArray(),
                    [FieldNames.Variation] = VariationOf(list),
                });
            }
        }

        Put(FieldNames.Targets, _users);
        Put(FieldNames.ContextTargets, _contexts);
    }

    private void Put(string field, JsonArray lists)
    {
        if (lists.Count > 0 && lists.Parent is null)
        {
            draft.Root[field] = lists;
        }
    }

    // Of two lists of users for one variation a stand-in means the first only.
    private void MergeUsers()
    {
        var groups = _users.OfType<JsonObject>().GroupBy(list => VariationOf(list)).ToList();
        foreach (var group in groups.Where(group => group.Count() > 1))
        {
            var first = group.First();
            first[FieldNames.Values] = DocumentValues.ToArray(
                group.SelectMany(list => list.Texts(FieldNames.Values)).Distinct(StringComparer.Ordinal));
            foreach (var other in group.Skip(1).ToList())
            {
                _users.Remove(other);
            }
        }
    }

    private static void RemoveEmpty(JsonArray lists, Func<JsonObject, bool> keep)
    {
        foreach (var list in lists.OfType<JsonObject>().Where(list => !list.Texts(FieldNames.Values).Any() && !keep(list)).ToList())
        {
            lists.Remove(list);
        }
    }

    private JsonObject? FindUsers(long variation) => Find(_users, ContextKind.User, variation);

    private static JsonObject? Find(JsonArray lists, string kind, long variation) => lists.OfType<JsonObject>().FirstOrDefault(
        list => KindOf(list) == kind && VariationOf(list) == variation);

    // As evaluators read it: one that is left out is the first.
    private static long VariationOf(JsonObject list) => list.Whole(FieldNames.Variation) ?? 0;

    private static bool IsOfUsers(JsonObject list) => KindOf(list) == ContextKind.User;

    private static string KindOf(JsonObject list) => ContextKind.OrUser(list.Text(FieldNames.ContextKind));
}
