using System.Text;
using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>What the tests look at in a Markdown file: links, anchors, code.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<DocsText> _links = [];
    private readonly List<DocsText> _codeLines = [];
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

    /// <summary>Lines of indented blocks and of fenced blocks that hold shell commands; a line that ends in a backslash with the next one.</summary>
    public IReadOnlyList<DocsText> CodeLines => _codeLines;

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
        string? fence = null;
        var isShell = false;
        var isCodePossible = true;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            var trimmed = line.Trim();
            if (fence is not null)
            {
                fence = trimmed == fence ? null : fence;
                index = fence is not null && isShell ? ReadCode(lines, index) : index;
            }
            else if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                fence = "```";
                isShell = trimmed[3..] is "" or "sh" or "bash" or "shell" or "console";
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal) && isCodePossible)
            {
                index = ReadCode(lines, index);
                continue;
            }
            else
            {
                ReadText(line, index + 1);
            }

            // An indented block begins after an empty line; elsewhere an indented line goes on with a paragraph or a list.
            isCodePossible = trimmed.Length == 0 || fence is not null;
        }
    }

    private int ReadCode(string[] lines, int index)
    {
        var number = index + 1;
        var text = lines[index].Trim();
        while (text.EndsWith('\\') && index + 1 < lines.Length)
        {
            text = text[..^1] + lines[++index].Trim();
        }

        _codeLines.Add(new DocsText(number, text));
        return index;
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

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
