using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class DocsTests
{
    public static TheoryData<string> CodeBlocks =>
        [.. ReadmeCode.Blocks("docs/flags.md"), .. ReadmeCode.Blocks("docs/authoring.md")];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Page_CodeBlock_IsCompiledInTheExamples(string code) =>
        ReadmeCode.LinesOf("tests/Confd.Flags.DynamoDb.Tests/DocsExamples.cs").ShouldContain(ReadmeCode.Lines(code));
}
