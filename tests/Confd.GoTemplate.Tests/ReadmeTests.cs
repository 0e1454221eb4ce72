using Confd.TestSupport;

namespace Confd.GoTemplate.Tests;

/// <summary>The README shows code that is compiled and run here, and what it prints.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", "Confd.GoTemplate", "README.md"));

    public static TheoryData<string> Names => [.. ReadmeExamples.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Readme_Example_IsTheCodeThatRuns(string name)
        => Readme.ShouldContain($"```csharp\n{ReadRegion(name)}```\n");

    [Theory]
    [MemberData(nameof(Names))]
    public void Readme_Output_IsWhatTheCodeGives(string name)
    {
        var output = ReadmeExamples.All.Single(example => example.Name == name).Run();
        var code = ReadRegion(name);
        var after = Readme[(Readme.IndexOf(code, StringComparison.Ordinal) + code.Length)..];
        var nextBlock = after.IndexOf("```text\n", StringComparison.Ordinal) + "```text\n".Length;
        after[nextBlock..].ShouldStartWith(output);
    }

    // The lines between the markers, moved to the left edge.
    private static string ReadRegion(string name)
    {
        var source = Path.Combine(RepositoryFiles.Root, "tests", "Confd.GoTemplate.Tests", "ReadmeExamples.cs");
        var lines = File.ReadAllLines(source)
            .SkipWhile(line => line.Trim() != "// readme: " + name)
            .Skip(1)
            .TakeWhile(line => line.Trim() != "// end")
            .Select(line => line.Length >= 8 ? line[8..] : "");
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
