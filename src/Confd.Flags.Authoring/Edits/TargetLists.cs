using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>
/// The lists of contexts that are served by their key. Users are in <c>targets</c>; other kinds are in <c>contextTargets</c>, where a list
/// without keys stands for the first list of users of its variation: as soon as there is one of any kind, no other list of users is used.
/// Contexts that an edit does not name are served as before, however unusual the lists are.
/// </summary>
internal sealed class TargetLists(FlagDraft draft)
{
    private readonly JsonArray _users = draft.Root[FieldNames.Targets] as JsonArray ?? [];
    private readonly JsonArray _contexts = draft.Root[FieldNames.ContextTargets] as JsonArray ?? [];
    private readonly HashSet<JsonObject> _touched = [];

    /// <summary>Serves keys one variation; removes them from the lists of the others.</summary>
    public void Add(string kind, int variation, IReadOnlyList<string> keys)
    {
        if (ContextKind.FindError(kind) is { } error)
        {
            throw draft.Error($"there is no such kind of context: {error}");
        }

        JsonObject list;
        if (kind == ContextKind.User)
        {
            list = RequireUsers(variation, keys);
        }
        else
        {
            if (_contexts.Count == 0)
            {
                StandForUsers();
            }

            list = Find(_contexts, kind, variation) ?? Insert(_contexts, _contexts.Count, kind, variation);
        }

        // Without stand-ins, every list of users is used.
        var lists = _contexts.Count == 0 ? _users.OfType<JsonObject>().Where(users => VariationOf(users) == variation) : [list];
        var known = lists.SelectMany(each => each.Texts(FieldNames.Values)).ToHashSet(StringComparer.Ordinal);
        AddKeys(list, keys.Where(known.Add));
    }

    /// <summary>Removes keys from lists: from all, from all but one variation's, or from one variation's only.</summary>
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
                _touched.Add(list);
            }
        }
    }

    /// <summary>Omits the lists that have become empty, with their stand-ins, unless an unused list would become used by that.</summary>
    public void Write()
    {
        foreach (var list in _touched.Where(list => !list.Texts(FieldNames.Values).Any()))
        {
            if (list.Parent == _contexts)
            {
                RemoveContexts(list);
            }
            else if (_contexts.Count == 0 || _users.OfType<JsonObject>().Count(users => VariationOf(users) == VariationOf(list)) == 1)
            {
                _users.Remove(list);
                foreach (var standIn in _contexts.OfType<JsonObject>().Where(each => IsStandIn(each, VariationOf(list))).ToList())
                {
                    RemoveContexts(standIn);
                }
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

    // The list that evaluators use, with a stand-in where one is needed. A list that was not used stays unused, behind the new one.
    private JsonObject RequireUsers(int variation, IReadOnlyList<string> keys)
    {
        var list = FindUsers(variation);
        var isPassedOver = _contexts.Count > 0 && Find(_contexts, ContextKind.User, variation) is null;
        if (list is null || (isPassedOver && list.Texts(FieldNames.Values).Except(keys, StringComparer.Ordinal).Any()))
        {
            list = Insert(_users, list is null ? _users.Count : _users.IndexOf(list), kind: null, variation);
        }

        if (isPassedOver)
        {
            Insert(_contexts, _contexts.Count, ContextKind.User, variation);
        }

        return list;
    }

    // From here on only the first list of users of a variation is used: the keys of later ones are moved to it.
    private void StandForUsers()
    {
        var served = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in _users.OfType<JsonObject>().Where(list => list.Texts(FieldNames.Values).Any()))
        {
            var variation = VariationOf(list);
            var first = FindUsers(variation)!;
            var keys = list.Texts(FieldNames.Values).Where(served.Add);
            AddKeys(first, [.. keys.Except(first.Texts(FieldNames.Values), StringComparer.Ordinal)]);
            if (Find(_contexts, ContextKind.User, variation) is null)
            {
                Insert(_contexts, _contexts.Count, ContextKind.User, variation);
            }
        }
    }

    // Without any list here all lists of users would be used, including those that are unused now.
    private void RemoveContexts(JsonObject list)
    {
        if (_contexts.Count > 1 || !_users.OfType<JsonObject>().Any(users => users.Texts(FieldNames.Values).Any()))
        {
            _contexts.Remove(list);
        }
    }

    private static JsonObject Insert(JsonArray lists, int place, string? kind, long variation)
    {
        var list = new JsonObject { [FieldNames.Values] = new JsonArray(), [FieldNames.Variation] = variation };
        if (kind is not null)
        {
            list.Insert(0, FieldNames.ContextKind, kind);
        }

        lists.Insert(place, list);
        return list;
    }

    private static void AddKeys(JsonObject list, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            list.List(FieldNames.Values).Add((JsonNode)JsonValue.Create(key));
        }
    }

    private static bool IsStandIn(JsonObject list, long variation) =>
        KindOf(list) == ContextKind.User && VariationOf(list) == variation && !list.Texts(FieldNames.Values).Any();

    private JsonObject? FindUsers(long variation) => Find(_users, ContextKind.User, variation);

    private static JsonObject? Find(JsonArray lists, string kind, long variation) => lists.OfType<JsonObject>().FirstOrDefault(
        list => KindOf(list) == kind && VariationOf(list) == variation);

    // As evaluators read it: a missing variation is the first.
    private static long VariationOf(JsonObject list) => list.Whole(FieldNames.Variation) ?? 0;

    private static string KindOf(JsonObject list) => ContextKind.OrUser(list.Text(FieldNames.ContextKind));
}
