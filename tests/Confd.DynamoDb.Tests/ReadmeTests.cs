using Confd.TestSupport;

namespace Confd.DynamoDb.Tests;

public sealed class ReadmeTests
{
    public static TheoryData<string> CodeBlocks => [.. ReadmeCode.Blocks("src/Confd.DynamoDb/README.md")];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Readme_CodeBlock_IsCompiledInTheExamples(string code) =>
        ReadmeCode.LinesOf("tests/Confd.DynamoDb.Tests/ReadmeExamples.cs").ShouldContain(ReadmeCode.Lines(code));
}
