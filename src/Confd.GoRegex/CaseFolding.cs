using System.Collections.Frozen;
using System.Text;

namespace Confd.GoRegex;

/// <summary>Code points that differ only in case, as Go's <c>unicode.SimpleFold</c> has them: <c>k K K</c> are one group, <c>s S ſ</c>
/// another.</summary>
internal static class CaseFolding
{
    private const int FirstFolded = 'A';
    private const int LastFolded = 0x1E943;

    private static readonly Lazy<FrozenDictionary<int, int[]>> Groups = new(Build);

    /// <summary>Adds the code points equivalent to members of a range.</summary>
    public static void AddEquivalents(RuneRange range, List<RuneRange> target)
    {
        // A range over all folded code points cannot gain any; a range outside them has none.
        if (range.Low <= FirstFolded && range.High >= LastFolded)
        {
            return;
        }

        for (var rune = Math.Max(range.Low, FirstFolded); rune <= Math.Min(range.High, LastFolded); rune++)
        {
            if (Groups.Value.TryGetValue(rune, out var group))
            {
                target.AddRange(group.Select(other => new RuneRange(other, other)));
            }
        }
    }

    private static FrozenDictionary<int, int[]> Build()
    {
        var groups = new Dictionary<int, List<int>>();
        for (var rune = FirstFolded; rune <= LastFolded; rune++)
        {
            if (!Rune.IsValid(rune) || IsAlone(rune))
            {
                continue;
            }

            Join(groups, rune, GoCase.ToLower(rune));
            Join(groups, rune, GoCase.ToUpper(rune));
        }

        return groups.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    // Dotted capital I and dotless small i fold to nothing (Unicode CaseFolding.txt, status T).
    private static bool IsAlone(int rune) => rune is 0x130 or 0x131;

    private static void Join(Dictionary<int, List<int>> groups, int left, int right)
    {
        if (left == right || IsAlone(right))
        {
            return;
        }

        var group = groups.GetValueOrDefault(left) ?? [left];
        var other = groups.GetValueOrDefault(right) ?? [right];
        if (ReferenceEquals(group, other))
        {
            return;
        }

        group.AddRange(other);
        foreach (var rune in group)
        {
            groups[rune] = group;
        }
    }
}
