using Confd.Engine.Backends;

namespace Confd.Engine.Tests.Backends;

/// <summary>Rows follow the documentation of Go's <c>path/filepath.Match</c>.</summary>
public sealed class FileNamePatternTests
{
    [Theory]
    [InlineData("*", "anything.yaml", true)]
    [InlineData("*", "", true)]
    [InlineData("*.yaml", "a.yaml", true)]
    [InlineData("*.yaml", "a.yml", false)]
    [InlineData("*.yaml", "a.yaml.bak", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("?.yaml", "é.yaml", true)]
    [InlineData("?.yaml", "ab.yaml", false)]
    [InlineData("?", "🚀", true)]
    [InlineData("[a-c].yaml", "b.yaml", true)]
    [InlineData("[a-c].yaml", "d.yaml", false)]
    [InlineData("[^a-c].yaml", "d.yaml", true)]
    [InlineData("[^a-c].yaml", "b.yaml", false)]
    [InlineData("[\\]a]", "]", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    public void IsMatch_Pattern_JudgesTheWholeName(string pattern, string name, bool expected) =>
        new FileNamePattern(pattern).IsMatch(name).ShouldBe(expected);

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[^]")]
    [InlineData("[a-")]
    [InlineData("[-x]")]
    [InlineData("[a")]
    [InlineData("a\\")]
    public void Constructor_MalformedPattern_IsRefused(string pattern) =>
        Should.Throw<FormatException>(() => new FileNamePattern(pattern)).Message.ShouldBe("syntax error in pattern");
}
