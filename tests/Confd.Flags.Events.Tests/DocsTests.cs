using Confd.TestSupport;

namespace Confd.Flags.Events.Tests;

public sealed class DocsTests
{
    public static TheoryData<string> CodeBlocks => [.. ReadmeCode.Blocks("docs/flag-client.md")];

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Page_CodeBlock_IsCompiledInTheExamples(string code) =>
        ReadmeCode.LinesOf("tests/Confd.Flags.Events.Tests/DocsExamples.cs").ShouldContain(ReadmeCode.Lines(code));
}
