using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Finds what differs between the conditions of two rules and is not in their words, which show the beginnings of long lists and
/// values.</summary>
internal static class ClauseChanges
{
    // Described by the words, unless these are excerpts.
    private static readonly string[] Worded = [FieldNames.Attribute, FieldNames.Op, FieldNames.Negate, FieldNames.ContextKind];

    /// <summary>The differences, in words.</summary>
    public static IEnumerable<string> Beyond(
        ImmutableArray<Clause> was, JsonArray? wasNodes, ImmutableArray<Clause> now, JsonArray? nowNodes)
    {
        if (wasNodes?.Count != was.Length || nowNodes?.Count != now.Length)
        {
            return [];
        }

        var texts = new List<string>();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var left = Enumerable.Range(0, was.Length).ToList();
        var others = new List<int>();
        for (var at = 0; at < now.Length; at++)
        {
            var words = ClauseWords.One(now[at]);
            var same = left.FindIndex(old => ClauseWords.One(was[old]) == words);
            if (same < 0)
            {
                others.Add(at);
                continue;
            }

            Compare(left[same], at, []);
            left.RemoveAt(same);
        }

        foreach (var (old, at) in left.Zip(others))
        {
            Compare(old, at, Worded);
        }

        return OtherFieldChanges.Text(names) is { } rest ? [.. texts, rest] : texts;

        void Compare(int old, int at, string[] told)
        {
            var found = OtherFieldChanges.Names(FieldNames.Clauses, wasNodes[old], nowNodes[at]);
            found.ExceptWith(told);
            var isToldInFull = told.Length > 0 && IsShown(was[old]) && IsShown(now[at]);
            if (found.Remove(FieldNames.Values) && !isToldInFull)
            {
                if (Values(was[old], now[at]) is { } text)
                {
                    texts.Add(text);
                }
                else
                {
                    found.Add(FieldNames.Values);
                }
            }

            names.UnionWith(found);
        }
    }

    private static bool IsShown(Clause clause) =>
        clause.Values.Length <= Words.MaxListed && clause.Values.All(value => value.ToString().Length <= Words.MaxValueLength);

    private static string? Values(Clause was, Clause now)
    {
        List<FlagValue> added = [.. now.Values.Except(was.Values)];
        List<FlagValue> removed = [.. was.Values.Except(now.Values)];
        var where = now.IsSegmentMatch ? "segments" : $"values of {Words.Key(now.Attribute)}";
        return (added.Count, removed.Count) switch
        {
            (0, 0) => null,
            (_, 0) => $"{where}: {List(added)} added",
            (0, _) => $"{where}: {List(removed)} removed",
            _ => $"{where}: {List(added)} added; {List(removed)} removed",
        };
    }

    private static string List(List<FlagValue> values) => Words.List([.. values.Select(Words.Value)]);
}
