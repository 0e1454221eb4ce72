using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>What a program knows of its matches before it runs.</summary>
public sealed class RegexCompilerTests
{
    [Theory]
    [InlineData("^a", true)]
    [InlineData(@"\Aa", true)]
    [InlineData("(^a)b", true)]
    [InlineData("(?m)^a", false)] // also at the second line
    [InlineData("a^", false)]
    [InlineData("^a|b", false)]
    [InlineData("(^)?a", false)]
    public void Compile_PatternBoundToTheStart_IsAnchored(string pattern, bool expected) => Compile(pattern).IsAnchored.ShouldBe(expected);

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("ab.c", "ab")]
    [InlineData("é☃x*", "é☃")]
    [InlineData("ab*", "a")]
    [InlineData("(?i)ab", "")]
    [InlineData("a|b", "")]
    [InlineData("a?b", "")]
    [InlineData("a\uFFFDb", "a")] // U+FFFD also stands for an invalid byte
    public void Compile_LiteralStart_IsThePrefix(string pattern, string expected)
        => Encoding.UTF8.GetString(Compile(pattern).Prefix.Span).ShouldBe(expected);

    [Fact]
    public void Compile_EveryInstruction_GoesOnInside()
    {
        foreach (var pattern in new[] { "", "a", "(a|b)*c", "a{2,5}?", "(?:a*)*", "x{0}", "(a?){3}", "^$", "[^a]+|b" })
        {
            var program = Compile(pattern);
            program.Start.ShouldBeInRange(0, program.Instructions.Length - 1);
            program.Instructions.Count(one => one.Kind == RegexInstructionKind.Match).ShouldBe(1);
            program.Instructions.ShouldAllBe(one => one.Next >= 0 && one.Next < program.Instructions.Length);
        }
    }

    private static RegexProgram Compile(string pattern) =>
        RegexCompiler.Compile(RegexParser.Parse(Encoding.UTF8.GetBytes(pattern), Cancellation).Root);
}
