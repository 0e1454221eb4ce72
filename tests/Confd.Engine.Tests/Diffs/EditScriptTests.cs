using System.Text;
using Confd.Engine.Diffs;

namespace Confd.Engine.Tests.Diffs;

public sealed class EditScriptTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a", "a", "")]
    [InlineData("", "ab", "0,0 0,2")]
    [InlineData("ab", "", "0,2 0,0")]
    [InlineData("abc", "axc", "1,1 1,1")]
    [InlineData("abcabba", "cbabac", "0,2 0,0; 3,1 1,0; 5,0 2,1; 7,0 5,1")]
    public void Find_TwoTexts_IsAScriptThatTurnsOneIntoTheOther(string before, string after, string script)
    {
        var changes = Find(before, after);

        Apply(before, after, changes).ShouldBe(after);
        changes.Sum(change => change.OldCount + change.NewCount).ShouldBe(
            script.Length == 0 ? 0 : script.Split(' ', ';').Where(part => part.Length > 0).Sum(part => part.Split(',')[1][0] - '0'));
    }

    // As diff shows them: the whole block that was added, and not its end with the start of the next one.
    [Theory]
    [InlineData("{x}", "{x}{x}", 3, 3)]
    [InlineData("aab", "aaab", 2, 1)]
    [InlineData("aaab", "aab", 2, 1)]
    [InlineData("ab", "abab", 2, 2)]
    [InlineData("abab", "ab", 2, 2)]
    public void Find_RepeatedLines_PlacesTheChangeAtTheEnd(string before, string after, int start, int count)
    {
        var change = Find(before, after).ShouldHaveSingleItem();

        Math.Max(change.OldCount, change.NewCount).ShouldBe(count);
        change.OldStart.ShouldBe(start);
    }

    [Fact]
    public void Find_Changes_AreInOrderAndApart()
    {
        var random = new Random(41);
        for (var round = 0; round < 2000; round++)
        {
            var (before, after) = (Letters(random, 3), Letters(random, 3));

            var changes = Find(before, after);

            Apply(before, after, changes).ShouldBe(after, $"{before} {after}");
            changes.ShouldAllBe(change => change.OldCount + change.NewCount > 0);
            foreach (var (change, next) in changes.Zip(changes.Skip(1)))
            {
                next.OldStart.ShouldBeGreaterThan(change.OldEnd, $"{before} {after}");
                (next.OldStart - change.OldEnd).ShouldBe(next.NewStart - change.NewEnd, $"{before} {after}");
            }
        }
    }

    // More rounds than the search allows itself: the way is not the shortest any more, but it is one.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(26)]
    public void Find_LongTextsOfFewLines_EndsWithAScript(int letters)
    {
        var random = new Random(letters);
        var before = string.Concat(Enumerable.Range(0, 6000).Select(_ => (char)('a' + random.Next(letters))));
        var after = string.Concat(Enumerable.Range(0, 5000).Select(_ => (char)('a' + random.Next(letters))));

        Apply(before, after, Find(before, after)).ShouldBe(after);
    }

    [Fact]
    public void Number_EqualLines_HaveEqualNumbersInBothTexts()
    {
        var numbers = new LineNumbers();

        var first = numbers.Number(new DiffText("a\nb\na\n"u8.ToArray()));
        var second = numbers.Number(new DiffText("b\na"u8.ToArray()));

        first[0].ShouldBe(first[2]);
        first[1].ShouldBe(second[0]);
        second[1].ShouldBeGreaterThan(first.Max(), "a line without its end is another line");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 1)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\n\n", 2)]
    [InlineData("a\r\nb\rc", 2)]
    public void DiffText_Lines_AreCutBehindEachLineFeed(string text, int count)
    {
        var lines = new DiffText(Encoding.UTF8.GetBytes(text));

        lines.Count.ShouldBe(count);
        string.Concat(Enumerable.Range(0, count).Select(index => Encoding.UTF8.GetString(lines[index].Span))).ShouldBe(text);
    }

    // Each letter is a line.
    private static List<Change> Find(string before, string after) => EditScript.Find(Text(before), Text(after));

    private static DiffText Text(string letters) => new(Encoding.ASCII.GetBytes(string.Concat(letters.Select(letter => $"{letter}\n"))));

    private static string Letters(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => (char)('a' + random.Next(most))));

    private static string Apply(string before, string after, IEnumerable<Change> changes)
    {
        var made = new StringBuilder();
        var at = 0;
        foreach (var change in changes)
        {
            made.Append(before, at, change.OldStart - at).Append(after, change.NewStart, change.NewCount);
            at = change.OldEnd;
        }

        return made.Append(before, at, before.Length - at).ToString();
    }
}
