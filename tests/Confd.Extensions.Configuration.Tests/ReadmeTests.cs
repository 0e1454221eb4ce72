using Confd.TestSupport;

namespace Confd.Extensions.Configuration.Tests;

public sealed class ReadmeTests
{
    public static TheoryData<string> CodeBlocks => [.. ReadmeCode.Blocks("src/Confd.Extensions.Configuration/README.md")];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Readme_CodeBlock_IsCompiledInTheExamples(string code) =>
        ReadmeCode.LinesOf("tests/Confd.Extensions.Configuration.Tests/ReadmeExamples.cs").ShouldContain(ReadmeCode.Lines(code));

    [Fact]
    public void Readme_Options_AreThoseOfTheSource() => OptionTable.Mistakes(
        "src/Confd.Extensions.Configuration/README.md", "| option | default |", new DynamoDbConfigurationOptions()).ShouldBeEmpty();
}
