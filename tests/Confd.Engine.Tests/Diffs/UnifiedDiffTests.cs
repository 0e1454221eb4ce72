using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Engine.Diffs;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Diffs;

public sealed class UnifiedDiffTests
{
    private static readonly UnifiedDiffOptions Plain = new("old", "new");

    [Fact]
    public void Write_EqualTexts_PrintsNothing()
    {
        var output = new ArrayBufferWriter<byte>();

        UnifiedDiff.Write(output, "a\n"u8.ToArray(), "a\n"u8.ToArray(), Plain).ShouldBeFalse();

        output.WrittenCount.ShouldBe(0);
    }

    // Expected texts come from `diff -U N --label old --label new` of GNU diffutils 3.8.
    [Theory]
    [InlineData(
        "one changed line",
        3,
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "1\n2\n3\n4\nX\n6\n7\n8\n9\n",
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n")]
    [InlineData("new file", 3, "", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n")]
    [InlineData("new file of one line", 3, "", "a\n", "@@ -0,0 +1 @@\n+a\n")]
    [InlineData("all removed", 3, "a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n")]
    [InlineData("no context", 0, "a\nb\nc\n", "a\nX\nc\nd\n", "@@ -2 +2 @@\n-b\n+X\n@@ -3,0 +4 @@\n+d\n")]
    [InlineData("newline added", 3, "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")]
    [InlineData("newline removed", 3, "a\nb\n", "a\nb", "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n")]
    [InlineData("newline missing in both", 3, "a\nb", "x\nb", "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n")]
    [InlineData("carriage returns count", 3, "a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n")]
    [InlineData("gap of twice the context", 1, "a\n1\n2\nb\n", "A\n1\n2\nB\n", "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n-b\n+B\n")]
    [InlineData(
        "gap above twice the context",
        1,
        "a\n1\n2\n3\nb\n",
        "A\n1\n2\n3\nB\n",
        "@@ -1,2 +1,2 @@\n-a\n+A\n 1\n@@ -4,2 +4,2 @@\n 3\n-b\n+B\n")]
    [InlineData("repeated block settles at its end", 3, "x {\n}\n", "x {\n}\nx {\n}\n", "@@ -1,2 +1,4 @@\n x {\n }\n+x {\n+}\n")]
    [InlineData("lines that look like headers", 3, "-- a\n", "++ b\n", "@@ -1 +1 @@\n--- a\n+++ b\n")]
    public void Write_TwoTexts_PrintsWhatDiffPrints(string name, int context, string before, string after, string expected)
    {
        name.ShouldNotBeEmpty();

        Diff(before, after, Plain with { ContextLines = context }).ShouldBe($"--- old\n+++ new\n{expected}");
    }

    [Fact]
    public void Write_BinaryText_ReportsOnlyThatItDiffers() =>
        Diff("a\0b", "a\0c", Plain).ShouldBe("Binary files old and new differ\n");

    [Fact]
    public void Write_Colors_FollowTheRoleOfTheLine() =>
        Diff("-- a\nb\nc", "++ b\nb\nc", Plain with { Colors = DiffColors.Ansi }).ShouldBe(
            "\e[1m--- old\e[0m\n\e[1m+++ new\e[0m\n\e[36m@@ -1,3 +1,3 @@\e[0m\n\e[31m--- a\e[0m\n\e[32m+++ b\e[0m\n b\n c\n"
            + "\\ No newline at end of file\n");

    [Fact]
    public void Write_RandomTexts_GivesTheNewTextWhenAppliedWithFewestLines()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 3000; round++)
        {
            var before = RandomText(random);
            var after = RandomText(random);
            var context = random.Next(4);

            var diff = Diff(before, after, Plain with { ContextLines = context });

            Apply(before, diff).ShouldBe(after, $"round {round}: {before}|{after}|{diff}");
            ChangedLines(diff).ShouldBe(FewestChangedLines(before, after), $"round {round}: {before}|{after}|{diff}");
        }
    }

    [Fact]
    public void Write_RandomTexts_ChangesAsManyLinesAsTheSystemsDiff()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/diff"), "no diff program on this machine");
        using var folder = new TempDirectory();
        var random = new Random(7);
        var same = 0;
        const int Rounds = 60;
        for (var round = 0; round < Rounds; round++)
        {
            var (before, after) = (RandomText(random), RandomText(random));
            folder.Write("a", before);
            folder.Write("b", after);

            var ours = Diff(before, after, Plain);
            var theirs = Run("/usr/bin/diff", "--minimal", "-U", "3", "--label", "old", "--label", "new", folder["a"], folder["b"]);

            ChangedLines(ours).ShouldBe(ChangedLines(theirs), $"{before}|{after}|{theirs}|{ours}");
            Headers(ours).Count.ShouldBeInRange(0, Math.Max(1, 2 * Headers(theirs).Count));
            same += ours == theirs ? 1 : 0;
        }

        // Where several shortest diffs exist the choice may differ.
        same.ShouldBeGreaterThan(Rounds / 3);
    }

    [Fact]
    public void Write_LargeTextsWithNothingInCommon_TakesTimeInProportion()
    {
        var before = Lines(100_000, line => $"old {line}");
        var after = Lines(100_000, line => $"new {line}");

        ChangedLines(Diff(before, after, Plain)).ShouldBe(200_000);
    }

    [Fact]
    public void Write_LargeShuffledTexts_EndsAndGivesTheNewTextWhenApplied()
    {
        var random = new Random(3);
        int[] order = [.. Enumerable.Range(0, 20_000)];
        var before = Lines(order.Length, line => order[line].ToString(CultureInfo.InvariantCulture));
        random.Shuffle(order);
        var after = Lines(order.Length, line => order[line].ToString(CultureInfo.InvariantCulture));

        Apply(before, Diff(before, after, Plain)).ShouldBe(after);
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(index => line(index) + "\n"));

    private static string RandomText(Random random)
    {
        var lines = Enumerable.Range(0, random.Next(14)).Select(_ => ((char)('a' + random.Next(5))).ToString());
        var text = string.Join('\n', lines);
        return text.Length > 0 && random.Next(3) > 0 ? text + "\n" : text;
    }

    private static string Diff(string before, string after, UnifiedDiffOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        UnifiedDiff.Write(output, Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after), options);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static List<string> Cut(string text)
    {
        var lines = text.Split('\n').Select(line => line + "\n").ToList();
        lines[^1] = lines[^1][..^1];
        lines.RemoveAll(line => line.Length == 0);
        return lines;
    }

    private static List<string> Headers(string diff) => [.. Cut(diff).Where(line => line.StartsWith("@@", StringComparison.Ordinal))];

    private static int ChangedLines(string diff) => Cut(diff).Skip(2).Count(line => line[0] is '+' or '-');

    /// <summary>A patch program of a few lines that checks every line it keeps or removes.</summary>
    private static string Apply(string before, string diff)
    {
        var old = Cut(before);
        var result = new StringBuilder();
        var at = 0;
        var lines = Cut(diff);
        for (var index = 2; index < lines.Count; index++)
        {
            if (Regex.Match(lines[index], @"^@@ -(\d+)(,\d+)? ", RegexOptions.None, TimeSpan.FromSeconds(10)) is { Success: true } header)
            {
                var start = int.Parse(header.Groups[1].Value, CultureInfo.InvariantCulture) - (header.Groups[2].Value == ",0" ? 0 : 1);
                result.AppendJoin("", old[at..start]);
                at = start;
                continue;
            }

            var text = index + 1 < lines.Count && lines[index + 1][0] == '\\' ? lines[index][1..^1] : lines[index][1..];
            if (lines[index][0] is ' ' or '-')
            {
                old[at++].ShouldBe(text);
            }

            if (lines[index][0] is ' ' or '+')
            {
                result.Append(text);
            }
        }

        return result.AppendJoin("", old[at..]).ToString();
    }

    /// <summary>By the table of longest common subsequences: slow and plain.</summary>
    private static int FewestChangedLines(string before, string after)
    {
        var (old, @new) = (Cut(before), Cut(after));
        var common = new int[old.Count + 1, @new.Count + 1];
        for (var i = 1; i <= old.Count; i++)
        {
            for (var j = 1; j <= @new.Count; j++)
            {
                common[i, j] = old[i - 1] == @new[j - 1] ? common[i - 1, j - 1] + 1 : Math.Max(common[i - 1, j], common[i, j - 1]);
            }
        }

        return old.Count + @new.Count - (2 * common[old.Count, @new.Count]);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
