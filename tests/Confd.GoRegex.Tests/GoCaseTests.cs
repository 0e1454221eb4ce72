using System.Globalization;
using Confd.TestSupport;

namespace Confd.GoRegex.Tests;

public sealed class GoCaseTests
{
    private static readonly ILookup<string, (int From, int To)> Mappings = File
        .ReadLines(RepositoryFiles.Fixture("unicode/case-15.0.0.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' '))
        .ToLookup(words => words[0], words => (Hex(words[1]), Hex(words[2])), StringComparer.Ordinal);

    [Fact]
    public void ToUpper_EveryCodePoint_FollowsUnicode() => Differences("upper", GoCase.ToUpper).ShouldBeEmpty();

    [Fact]
    public void ToLower_EveryCodePoint_FollowsUnicode() => Differences("lower", GoCase.ToLower).ShouldBeEmpty();

    [Fact]
    public void Fold_EveryMappedPair_IsEquivalentBothWays()
    {
        var wrong = Mappings["fold"].Where(pair =>
            !RuneSet.OfRune(pair.From).Fold().Contains(pair.To) || !RuneSet.OfRune(pair.To).Fold().Contains(pair.From));
        wrong.Select(pair => $"{pair.From:X} {pair.To:X}").ShouldBeEmpty();
    }

    [Fact]
    public void Fold_SharedTarget_JoinsAllOfTheGroup()
    {
        var expected = Mappings["fold"].GroupBy(pair => pair.To).ToDictionary(group => group.Key, group => group.Count() + 1);
        var actual = expected.Keys.ToDictionary(
            target => target, target => RuneSet.OfRune(target).Fold().Ranges.ToArray().Sum(range => range.High - range.Low + 1));
        actual.Where(pair => pair.Value != expected[pair.Key]).Select(pair => $"{pair.Key:X}: {pair.Value}").ShouldBeEmpty();
    }

    private static IEnumerable<string> Differences(string kind, Func<int, int> map)
    {
        var expected = Mappings[kind].ToDictionary(pair => pair.From, pair => pair.To);

        return Enumerable.Range(0, 0x110000)
            .Where(rune => map(rune) != expected.GetValueOrDefault(rune, rune))
            .Select(rune => $"{rune:X}: {map(rune):X}");
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
