using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>Rows are Go's <c>NumSubexp</c>, <c>SubexpNames</c> and <c>LiteralPrefix</c>.</summary>
public sealed class RegexParserTests
{
    [Theory]
    [InlineData("a", 0, "", "a")]
    [InlineData("abc", 0, "", "abc")]
    [InlineData("a|b", 0, "", "")]
    [InlineData("(a)", 1, "", "a")]
    [InlineData("(?:a)", 0, "", "a")]
    [InlineData("(?P<n>a)(b)", 2, "n|", "ab")]
    [InlineData("a*", 0, "", "")]
    [InlineData("^a$", 0, "", "a")]
    [InlineData("(?m)^a$", 0, "", "")]
    [InlineData("[a-c]", 0, "", "")]
    [InlineData("(a(b(c)))", 3, "||", "abc")]
    [InlineData("", 0, "", "")]
    [InlineData("(?i)a", 0, "", "")]
    [InlineData("\\d", 0, "", "")]
    [InlineData("a{2}", 0, "", "aa")]
    [InlineData("(?P<first>.)(?P<second>.)", 2, "first|second", "")]
    [InlineData("(a)|(?P<x>b)|(c)", 3, "|x|", "")]
    public void Parse_Pattern_HasGosGroupsAndPrefix(string pattern, int groups, string names, string prefix)
    {
        var (root, captureNames) = RegexParser.Parse(Encoding.UTF8.GetBytes(pattern), TestContext.Current.CancellationToken);
        (captureNames.Count - 1, string.Join('|', captureNames.Skip(1))).ShouldBe((groups, names));

        // Go may know more of what every match begins with, never less.
        prefix.ShouldStartWith(Encoding.UTF8.GetString(RegexCompiler.Compile(root).Prefix.Span));
    }
}
