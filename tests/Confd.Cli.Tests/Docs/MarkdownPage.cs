using System.Text;
using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>What the tests look at in a Markdown file: links, anchors, code.</summary>
internal sealed partial class MarkdownPage
{
    private const string Indentation = "    ";

    private readonly List<DocsText> _links = [];
    private readonly List<DocsBlock> _blocks = [];
    private readonly List<DocsText> _codeSpans = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);

    private MarkdownPage(string path) => Path = path;

    /// <summary>All pages of the documentation, relative to the root of the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }
            .Concat(Below("docs", "*.md"))
            .Concat(Below("samples", "README.md"))
            .Concat(Below("src", "README.md"))
            .Concat(Below("integrations", "README.md")),
    ];

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Targets of links, as written.</summary>
    public IReadOnlyList<DocsText> Links => _links;

    /// <summary>The blocks of code, in the order of the page.</summary>
    public IReadOnlyList<DocsBlock> Blocks => _blocks;

    /// <summary>What is typed into a shell, in the order of the page.</summary>
    public IEnumerable<DocsText> Commands => _blocks.Where(block => block.IsShell).SelectMany(block => block.Commands());

    /// <summary>The page that this one goes on from, relative to the root of the repository: <c>&lt;!-- after README.md --&gt;</c>; null
    /// where it stands alone.</summary>
    public string? Predecessor { get; private set; }

    /// <summary>Lines of the blocks that are typed into a shell; a line that ends in a backslash with the next one.</summary>
    public IEnumerable<DocsText> CodeLines => Commands.SelectMany(ShellLine.Lines);

    /// <summary>Code inside of running text.</summary>
    public IReadOnlyList<DocsText> CodeSpans => _codeSpans;

    /// <summary>What a link into the page may name after <c>#</c>.</summary>
    public IReadOnlyCollection<string> Anchors => _anchors.Keys;

    /// <summary>Reads a page.</summary>
    public static MarkdownPage Read(string path)
    {
        var page = new MarkdownPage(path);
        page.ReadLines(File.ReadAllLines(path));
        return page;
    }

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryFiles.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(RepositoryFiles.Root, file))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private void ReadLines(string[] lines)
    {
        var isCodePossible = true;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            var trimmed = line.Trim();
            if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                index = ReadFence(lines, index);
            }
            else if (line.StartsWith(Indentation, StringComparison.Ordinal) && isCodePossible)
            {
                index = ReadIndented(lines, index);
            }
            else
            {
                ReadText(line, index + 1);
            }

            // An indented block begins after an empty line; elsewhere an indented line goes on with a paragraph or a list.
            isCodePossible = trimmed.Length == 0 || trimmed.StartsWith("```", StringComparison.Ordinal);
        }
    }

    // Answers the index of the closing fence.
    private int ReadFence(string[] lines, int index)
    {
        var indentation = lines[index].TakeWhile(character => character == ' ').Count();
        var end = Array.FindIndex(lines, index + 1, line => line.Trim() == "```");
        var code = lines[(index + 1)..end].Select(line => line.Length < indentation ? line.Trim() : line[indentation..]);
        var introduction = lines[..index].LastOrDefault(line => line.Trim().Length > 0) ?? "";
        var file = NamedFile().Match(introduction) is { Success: true } match ? match.Groups["file"].Value : null;
        _blocks.Add(new DocsBlock(index + 2, lines[index].Trim()[3..], [.. code], file));
        return end;
    }

    // Answers the index of its last line.
    private int ReadIndented(string[] lines, int index)
    {
        var end = index;
        while (end + 1 < lines.Length && lines[end + 1].StartsWith(Indentation, StringComparison.Ordinal))
        {
            end++;
        }

        _blocks.Add(new DocsBlock(index + 1, null, [.. lines[index..(end + 1)].Select(line => line[Indentation.Length..])]));
        return end;
    }

    private void ReadText(string line, int number)
    {
        foreach (Match span in CodeSpan().Matches(line))
        {
            _codeSpans.Add(new DocsText(number, span.Groups["code"].Value.Trim()));
        }

        foreach (Match link in Link().Matches(CodeSpan().Replace(line, "code")))
        {
            _links.Add(new DocsText(number, link.Groups["target"].Value));
        }

        if (After().Match(line) is { Success: true } after)
        {
            Predecessor = after.Groups["page"].Value;
        }

        if (Heading().Match(line) is { Success: true } heading)
        {
            AddAnchor(heading.Groups["text"].Value);
        }
    }

    // The anchors that GitHub makes of headings; a repeated one gets a number.
    private void AddAnchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var character in LinkText().Replace(heading, "${text}").ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_' or ' ')
            {
                anchor.Append(character == ' ' ? '-' : character);
            }
        }

        var name = anchor.ToString();
        var count = _anchors.GetValueOrDefault(name);
        _anchors[name] = count + 1;
        if (count > 0)
        {
            _anchors[$"{name}-{count}"] = 1;
        }
    }

    [GeneratedRegex("(?<ticks>`+)(?<code>.+?)\\k<ticks>(?!`)", RegexOptions.ExplicitCapture)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex LinkText();

    [GeneratedRegex("`(?<file>/etc/[^`]+\\.[a-z]+)`:$", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFile();

    [GeneratedRegex("^<!-- after (?<page>.+) -->$", RegexOptions.ExplicitCapture)]
    private static partial Regex After();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
