using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>Applies a printed unified diff to the old text, as patch(1) would, and compares with the new one; judges context and colours
/// too.</summary>
internal static partial class UnifiedDiffCheck
{
    private static readonly Dictionary<char, string> Colors = new() { ['@'] = "36", ['+'] = "32", ['-'] = "31" };

    public static void Check(List<string> lines, JsonNode wanted)
    {
        var (old, @new) = ((string)wanted["old"]!, (string)wanted["new"]!);
        var printed = lines.AsEnumerable().Reverse().SkipWhile(line => line.Length == 0).Reverse().ToList();
        Require((old == @new) == (printed.Count == 0), printed.Count == 0 ? "nothing printed" : "printed though nothing differs");
        if (printed.Count == 0)
        {
            return;
        }

        if ((bool?)wanted["color"] == true)
        {
            printed = [.. printed.Select(WithoutColor)];
        }

        Require(
            printed is [var first, var second, ..]
                && first.StartsWith("--- ", StringComparison.Ordinal)
                && second.StartsWith("+++ ", StringComparison.Ordinal),
            "header");
        var (at, result) = (0, new List<string>());
        var oldLines = Lines(old);
        for (var index = 2; index < printed.Count;)
        {
            var hunk = Hunk.Read(printed, ref index);
            Require(hunk.Begin >= at, "hunks overlap");
            result.AddRange(oldLines[at..hunk.Begin]);
            hunk.Validate(oldLines, result.Count, at, (int?)wanted["context"] ?? 3);
            result.AddRange(hunk.After);
            at = hunk.Begin + hunk.Before.Count;
        }

        result.AddRange(oldLines[at..]);
        Require(string.Concat(result) == @new, "applied to the old text it does not give the new one");
    }

    private static List<string> Lines(string text)
    {
        var parts = text.Split('\n');
        List<string> lines = [.. parts[..^1].Select(part => part + "\n")];
        if (parts[^1].Length > 0)
        {
            lines.Add(parts[^1]);
        }

        return lines;
    }

    private static string WithoutColor(string line, int index)
    {
        var match = Colored().Match(line);
        var bare = match.Success ? match.Groups[2].Value : line;
        var color = index < 2 ? "1" : Colors.GetValueOrDefault(bare.Length > 0 ? bare[0] : ' ');
        Require(color is null || (match.Success && match.Groups[1].Value == color), $"colour of line {line}");
        return match.Success ? bare + match.Groups[3].Value : line;
    }

    private static void Require(bool isMet, string complaint)
    {
        if (!isMet)
        {
            throw new ScenarioFailure("no unified diff: " + complaint);
        }
    }

    [GeneratedRegex("^\x1b\\[([0-9]+)m(.*?)\x1b\\[0m(\r?)$")]
    private static partial Regex Colored();

    [GeneratedRegex("^@@ -([0-9]+)(?:,([0-9]+))? \\+([0-9]+)(?:,([0-9]+))? @@$")]
    private static partial Regex HunkHeader();

    private sealed record Hunk(int OldCount, int NewStart, int NewCount, int Begin, List<(char Mark, string Text)> Body)
    {
        public List<string> Before => [.. Body.Where(line => line.Mark is ' ' or '-').Select(line => line.Text)];

        public List<string> After => [.. Body.Where(line => line.Mark is ' ' or '+').Select(line => line.Text)];

        public static Hunk Read(List<string> lines, ref int index)
        {
            var header = HunkHeader().Match(lines[index]);
            Require(header.Success, $"hunk header {lines[index]}");
            int Number(int group) => header.Groups[group].Success ? int.Parse(header.Groups[group].Value) : 1;
            var body = new List<(char Mark, string Text)>();
            for (index++; index < lines.Count && !lines[index].StartsWith("@@", StringComparison.Ordinal); index++)
            {
                var line = lines[index];
                if (line.StartsWith('\\'))
                {
                    body[^1] = (body[^1].Mark, body[^1].Text[..^1]);
                }
                else
                {
                    body.Add((line.Length > 0 ? line[0] : ' ', (line.Length > 0 ? line[1..] : "") + "\n"));
                }
            }

            return new Hunk(Number(2), Number(3), Number(4), Number(2) > 0 ? Number(1) - 1 : Number(1), body);
        }

        public void Validate(List<string> oldLines, int newLinesSoFar, int endOfLastHunk, int context)
        {
            Require(newLinesSoFar == (NewCount > 0 ? NewStart - 1 : NewStart), "start of the new lines");
            Require(Before.Count == OldCount && After.Count == NewCount, "counts");
            Require(oldLines.Skip(Begin).Take(OldCount).SequenceEqual(Before), "old lines");
            var lead = Body.TakeWhile(line => line.Mark == ' ').Count();
            var trail = Body.AsEnumerable().Reverse().TakeWhile(line => line.Mark == ' ').Count();
            Require(lead <= context && (lead == Math.Min(context, Begin + lead) || Begin == endOfLastHunk), "leading context");
            Require(trail <= context && (trail == context || Begin + OldCount == oldLines.Count), "trailing context");
        }
    }
}
