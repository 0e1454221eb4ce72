using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>Rows are Go's <c>NumSubexp</c> and <c>SubexpNames</c>.</summary>
public sealed class RegexParserTests
{
    [Theory]
    [InlineData("a", 0, "")]
    [InlineData("abc", 0, "")]
    [InlineData("a|b", 0, "")]
    [InlineData("(a)", 1, "")]
    [InlineData("(?:a)", 0, "")]
    [InlineData("(?P<n>a)(b)", 2, "n|")]
    [InlineData("a*", 0, "")]
    [InlineData("^a$", 0, "")]
    [InlineData("(?m)^a$", 0, "")]
    [InlineData("[a-c]", 0, "")]
    [InlineData("(a(b(c)))", 3, "||")]
    [InlineData("", 0, "")]
    [InlineData("(?i)a", 0, "")]
    [InlineData("\\d", 0, "")]
    [InlineData("a{2}", 0, "")]
    [InlineData("(?P<first>.)(?P<second>.)", 2, "first|second")]
    [InlineData("(a)|(?P<x>b)|(c)", 3, "|x|")]
    public void Parse_Pattern_HasGosGroups(string pattern, int groups, string names)
    {
        var (_, captureNames) = RegexParser.Parse(Encoding.UTF8.GetBytes(pattern), Cancellation);
        (captureNames.Count - 1, string.Join('|', captureNames.Skip(1))).ShouldBe((groups, names));
    }
}
