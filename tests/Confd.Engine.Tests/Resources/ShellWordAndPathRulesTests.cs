using Confd.Engine.Commands;
using Confd.Engine.Resources;
using Confd.Engine.Shell;

namespace Confd.Engine.Tests.Resources;

public sealed class ShellWordAndPathRulesTests
{
    [Theory]
    [InlineData("/etc/app-1.conf", true)]
    [InlineData("a@b:c,d+e%f", false)]
    [InlineData("-rf", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a=b", false)]
    [InlineData("~", false)]
    [InlineData("é", false)]
    public void ShellWord_IsPlain_IsTrueWithoutSpecialCharacters(string text, bool isPlain) => ShellWord.IsPlain(text).ShouldBe(isPlain);

    [Theory]
    [InlineData("", true)]
    [InlineData("--file=", true)]
    [InlineData("100%", true)]
    [InlineData("a b", false)]
    [InlineData("$x", false)]
    public void ShellWord_PieceOfWord_HasNoSpecialMeaning(string text, bool isPiece) => ShellWord.IsPieceOfWord(text).ShouldBe(isPiece);

    [Theory]
    [InlineData("a", "'a'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    [InlineData("$(x)\n", "'$(x)\n'")]
    public void ShellWord_Quote_IsOneWord(string text, string quoted) => ShellWord.Quote(text).ShouldBe(quoted);

    [Theory]
    [InlineData("acme", null)]
    [InlineData("acme.conf", null)]
    [InlineData("ä ö", null)]
    [InlineData("", "the name is empty")]
    [InlineData("a/b", "the name holds a slash or is not UTF-8")]
    [InlineData("a\uFFFDb", "the name holds a slash or is not UTF-8")]
    [InlineData("a\nb", "the name holds a control character")]
    [InlineData("a\u202Eb", "the name holds a control character")]
    [InlineData("a\u2028b", "the name holds a control character")]
    [InlineData("a\0b", "the name holds a control character")]
    [InlineData(".", "the name begins with \".\"")]
    [InlineData("..", "the name begins with \".\"")]
    [InlineData(".hidden", "the name begins with \".\"")]
    [InlineData("-rf", "the name begins with \"-\"")]
    public void PathRules_Name_IsAValidFileName(string name, string? problem) => PathRules.FindProblemInName(name).ShouldBe(problem);

    [Theory]
    [InlineData(127, null)]
    [InlineData(128, "the name is longer than 255 bytes")]
    public void PathRules_LongName_IsCountedInBytes(int letters, string? problem) =>
        PathRules.FindProblemInName(new string('é', letters)).ShouldBe(problem);

    [Theory]
    [InlineData("/etc/a", null)]
    [InlineData("", "it is empty")]
    [InlineData("-o", "it begins with \"-\"")]
    [InlineData("/a\tb", "it holds a control character")]
    [InlineData("/a\0b", "it holds a NUL character")]
    public void PathRules_Path_IsOneThatCanBeWritten(string path, string? problem) =>
        PathRules.FindProblemInPath(path, PathOrigin.Computed).ShouldBe(problem);

    [Theory]
    [InlineData("-o", null)]
    [InlineData("/a\tb", null)]
    [InlineData("/a\0b", "it holds a NUL character")]
    public void PathRules_PathOfTheResourceFile_MayBeAnyValidPath(string path, string? problem) =>
        PathRules.FindProblemInPath(path, PathOrigin.Written).ShouldBe(problem);

    [Fact]
    public void PathRules_LongPath_IsRefusedByItsLongestNameOrAsAWhole()
    {
        PathRules.FindProblemInPath($"/a/{new string('n', 256)}/b", PathOrigin.Computed).ShouldBe("a name in it is longer than 255 bytes");
        PathRules.FindProblemInPath(string.Concat(Enumerable.Repeat("/a", 2047)), PathOrigin.Computed).ShouldBeNull();
        PathRules.FindProblemInPath(string.Concat(Enumerable.Repeat("/a", 2048)), PathOrigin.Computed)
            .ShouldBe("it is longer than 4095 bytes");
    }

    [Fact]
    public void PathRules_Show_IsOneLineAndNeverLong()
    {
        PathRules.Show("a\n\"b").ShouldBe("\"a\\n\\\"b\"");
        PathRules.Show(new string('x', 101)).ShouldBe($"\"{new string('x', 100)}\"...");
    }

    [Theory]
    [InlineData("secrets:/db/password", "secrets", "/db/password")]
    [InlineData("/db/password", "", "/db/password")]
    [InlineData(":/db", "", "/db")]
    [InlineData("a:b:c", "a", "b:c")]
    public void NamedKeys_Split_IsAtTheFirstColon(string text, string name, string key) => NamedKeys.Split(text).ShouldBe((name, key));

    [Theory]
    [InlineData("secrets-2_x", true)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("ä", false)]
    public void NamedKeys_IsName_LettersDigitsHyphensAndUnderscores(string name, bool isName) => NamedKeys.IsName(name).ShouldBe(isName);
}
