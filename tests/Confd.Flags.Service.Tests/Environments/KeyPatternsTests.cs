using Confd.Flags.Service.Environments;

namespace Confd.Flags.Service.Tests.Environments;

public sealed class KeyPatternsTests
{
    [Theory]
    [InlineData("web-*", "web-a", true)]
    [InlineData("web-*", "Web-a", false)]
    [InlineData("web-*", "a-web-a", false)]
    [InlineData("*", "a", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a.b", "axb", false)]
    public void Matches_Pattern_CoversTheWholeKey(string pattern, string key, bool fits) =>
        new KeyPatterns(["other", pattern]).Matches(key).ShouldBe(fits);

    [Fact]
    public void Matches_NoPattern_MatchesNothing() => new KeyPatterns([]).Matches("a").ShouldBeFalse();
}
