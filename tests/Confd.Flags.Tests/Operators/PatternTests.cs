using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

/// <summary>What a pattern means to Go's RE2, where .NET alone would read it otherwise.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData(@"^\d+$", "123", true)]
    [InlineData(@"^\d+$", "123\n", false)]
    [InlineData(@"^\d+$", "１２３", false)]
    [InlineData(@"^[\d.]+$", "1.٣", false)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"[^\w]", "é", true)]
    [InlineData(@"^[a-z-[x]+$", "[", true)]
    [InlineData(@"[]a]", "]", true)]
    [InlineData(@"[^]a]", "]", false)]
    [InlineData(@"[$]", "$", true)]
    [InlineData(@"\$$", "5$", true)]
    [InlineData(@"(?P<year>\d{4})-", "2026-", true)]
    [InlineData(@"(?i)HELLO", "hello", true)]
    [InlineData("", "anything", true)]
    public void Matches_Pattern_ReadsAsGoDoes(string pattern, string text, bool expected) => Matches(pattern, text).ShouldBe(expected);

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData(@"\")]
    [InlineData("*")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?<!b)a")]
    public void Matches_InvalidOrNotLinear_MatchesNothing(string pattern) => Matches(pattern, "aa").ShouldBeFalse();

    [Fact]
    public void Matches_CatastrophicPattern_TakesLinearTime() => Matches("^(a+)+$", new string('a', 50_000) + "b").ShouldBeFalse();

    private static bool Matches(string pattern, string text) => OperatorTest.Prepare("matches", [pattern]).Matches(text);
}
