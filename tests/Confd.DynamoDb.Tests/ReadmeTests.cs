using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests;

public sealed partial class ReadmeTests
{
    // Without the program with its using lines, which eng/check-packages.sh compiles as it stands.
    public static TheoryData<string> CodeBlocks =>
    [
        .. CodeBlock().Matches(Read("src/Confd.DynamoDb/README.md"))
            .Select(match => match.Groups[1].Value)
            .Where(code => !code.StartsWith("using ", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Readme_CodeBlock_IsCompiledInTheExamples(string code) =>
        Lines(Read("tests/Confd.DynamoDb.Tests/ReadmeExamples.cs")).ShouldContain(Lines(code));

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
