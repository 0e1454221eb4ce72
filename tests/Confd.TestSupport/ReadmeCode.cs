using System.Text.RegularExpressions;

namespace Confd.TestSupport;

/// <summary>The C# that READMEs show, which tests compare with code that is compiled.</summary>
public static partial class ReadmeCode
{
    /// <summary>The blocks of a page, without the programs that begin with what they use: eng/check-packages.sh compiles those as they
    /// stand.</summary>
    /// <param name="readme">The page, relative to the root of the repository; files below likewise.</param>
    public static IEnumerable<string> Blocks(string readme) => CodeBlock().Matches(Read(readme))
        .Select(match => match.Groups["code"].Value)
        .Where(code => !code.StartsWith("using ", StringComparison.Ordinal));

    /// <summary>Lines of files, comparable with those of a block.</summary>
    public static string LinesOf(params IEnumerable<string> files) => Lines(string.Concat(files.Select(Read)));

    /// <summary>Lines without indentation and empty ones.</summary>
    public static string Lines(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    [GeneratedRegex(
        "```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
