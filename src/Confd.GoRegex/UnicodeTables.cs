using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Confd.GoRegex;

/// <summary>The sets of <c>\p{Name}</c>: general categories and scripts of Unicode 15.0.0, from the table file next to this
/// class.</summary>
internal static class UnicodeTables
{
    private static readonly Lazy<FrozenDictionary<string, string>> Lines = new(ReadLines);

    // Property value aliases of the general category (Unicode PropertyValueAliases.txt), without their separators.
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["casedletter"] = "lc",
        ["closepunctuation"] = "pe",
        ["connectorpunctuation"] = "pc",
        ["control"] = "cc",
        ["cntrl"] = "cc",
        ["currencysymbol"] = "sc",
        ["dashpunctuation"] = "pd",
        ["decimalnumber"] = "nd",
        ["digit"] = "nd",
        ["enclosingmark"] = "me",
        ["finalpunctuation"] = "pf",
        ["format"] = "cf",
        ["initialpunctuation"] = "pi",
        ["letter"] = "l",
        ["letternumber"] = "nl",
        ["lineseparator"] = "zl",
        ["lowercaseletter"] = "ll",
        ["mark"] = "m",
        ["combiningmark"] = "m",
        ["mathsymbol"] = "sm",
        ["modifierletter"] = "lm",
        ["modifiersymbol"] = "sk",
        ["nonspacingmark"] = "mn",
        ["number"] = "n",
        ["openpunctuation"] = "ps",
        ["other"] = "c",
        ["otherletter"] = "lo",
        ["othernumber"] = "no",
        ["otherpunctuation"] = "po",
        ["othersymbol"] = "so",
        ["paragraphseparator"] = "zp",
        ["privateuse"] = "co",
        ["punctuation"] = "p",
        ["punct"] = "p",
        ["separator"] = "z",
        ["spaceseparator"] = "zs",
        ["spacingmark"] = "mc",
        ["surrogate"] = "cs",
        ["symbol"] = "s",
        ["titlecaseletter"] = "lt",
        ["unassigned"] = "cn",
        ["uppercaseletter"] = "lu",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds a set by name, ignoring case, spaces, underscores and hyphens (Unicode TR18, Go 1.25).</summary>
    /// <returns>Null where there is no such category or script.</returns>
    public static RuneSet? Find(string name)
    {
        var key = new StringBuilder(name).Replace("_", "").Replace("-", "").Replace(" ", "").ToString().ToLowerInvariant();
        key = Aliases.GetValueOrDefault(key, key);
        return key switch
        {
            "any" => RuneSet.All,
            "ascii" => RuneSet.Of([new RuneRange(0, 0x7F)]),
            "assigned" => Union(IsCategory),
            "cn" => Union(IsCategory).Negate(),
            "lc" => Union(line => line is "lu" or "ll" or "lt"),
            "c" => RuneSet.Of([.. Union(line => IsCategory(line) && line[0] == 'c').Ranges, .. Union(IsCategory).Negate().Ranges]),
            "l" or "m" or "n" or "p" or "s" or "z" => Union(line => IsCategory(line) && line[0] == key[0]),
            _ => Lines.Value.TryGetValue(key, out var ranges) ? RuneSet.Of(ParseRanges(ranges)) : null,
        };
    }

    // Scripts have longer names.
    private static bool IsCategory(string name) => name.Length == 2;

    private static RuneSet Union(Func<string, bool> isPart) =>
        RuneSet.Of(Lines.Value.Where(line => isPart(line.Key)).SelectMany(line => ParseRanges(line.Value)));

    private static IEnumerable<RuneRange> ParseRanges(string ranges)
    {
        foreach (var range in ranges.Split(' '))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var low = int.Parse(dash < 0 ? range : range.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var high = dash < 0 ? low : int.Parse(range.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            yield return new RuneRange(low, high);
        }
    }

    private static FrozenDictionary<string, string> ReadLines()
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("UnicodeTables.txt")!;
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = line[..space].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            lines[name] = line[(space + 1)..];
        }

        return lines.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
