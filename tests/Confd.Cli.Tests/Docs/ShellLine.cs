using System.Text;
using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Docs;

/// <summary>Splits a line of shell into simple commands and words: as much of the shell's grammar as documentation uses.</summary>
internal static partial class ShellLine
{
    /// <summary>The arguments of each call of <c>confd</c> in the line, without the program's name, assignments and redirections.</summary>
    public static IEnumerable<IReadOnlyList<string>> ConfdCalls(string line) =>
        Commands(line)
            .Select(
                words => words.SkipWhile(word => Assignment().IsMatch(word) || word is "$" or "sudo" or "exec" or "then" or "do").ToList())
            .Where(words => words is ["confd", ..] || (words is [var first, ..] && first.EndsWith("/confd", StringComparison.Ordinal)))
            .Select(words => words[1..]);

    /// <summary>The line that ends the here-document which begins on this one; null where none does.</summary>
    public static string? HereDocumentEnd(string line) =>
        HereDocument().Match(line) is { Success: true } match ? match.Groups["end"].Value : null;

    /// <summary>The lines of a command, joined where a backslash says so.</summary>
    public static IEnumerable<DocsText> Lines(DocsText command)
    {
        var number = command.Line;
        foreach (var line in command.Text.Replace("\\\n", "\0", StringComparison.Ordinal).Split('\n'))
        {
            yield return new DocsText(number, string.Join(' ', line.Split('\0').Select(part => part.Trim())));
            number += line.Count(character => character == '\0') + 1;
        }
    }

    /// <summary>
    /// <c>confd &lt;backend&gt; [flags]</c> and <c>confd table|flags</c> describe commands and are none; a line that begins with <c>|</c>
    /// is part of a drawing.
    /// </summary>
    public static bool IsSynopsis(string text) =>
        text.StartsWith('|') || text.Contains("...") || text.Contains('…') || Alternatives().IsMatch(text);

    private static List<List<string>> Commands(string line)
    {
        List<List<string>> commands = [[]];
        var position = 0;
        while (position < line.Length)
        {
            switch (line[position])
            {
                case ' ' or '\t':
                    position++;
                    break;
                case '#':
                    return commands;
                case '|' or '&' or ';' or '(' or ')':
                    position++;
                    commands.Add([]);
                    break;
                case '>' or '<' when line.AsSpan(position).StartsWith("<("):
                    position += 2;
                    commands.Add([]);
                    break;
                case '>' or '<':
                    position = SkipRedirection(line, position);
                    break;
                default:
                    commands[^1].Add(ReadWord(line, ref position));
                    break;
            }
        }

        return commands;
    }

    private static int SkipRedirection(string line, int position)
    {
        position += line[position..].TakeWhile(character => character is '>' or '<' or '&' or ' ').Count();
        _ = ReadWord(line, ref position);
        return position;
    }

    private static string ReadWord(string line, ref int position)
    {
        var word = new StringBuilder();
        while (position < line.Length && !" \t|&;()<>".Contains(line[position]))
        {
            var character = line[position++];
            if (character is '\'' or '"' && line.IndexOf(character, position) is >= 0 and var end)
            {
                word.Append(line, position, end - position);
                position = end + 1;
            }
            else
            {
                word.Append(character);
            }
        }

        return word.ToString();
    }

    [GeneratedRegex(@"<\w+>|\[\w|\[-|\w\\?\|\w")]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"<<\s*'?(?<end>\w+)'?", RegexOptions.ExplicitCapture)]
    private static partial Regex HereDocument();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*=", RegexOptions.ExplicitCapture)]
    private static partial Regex Assignment();
}
