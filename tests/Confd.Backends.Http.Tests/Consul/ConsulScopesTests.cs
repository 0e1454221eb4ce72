using Confd.Backends.Http.Consul;

namespace Confd.Backends.Http.Tests.Consul;

public sealed class ConsulScopesTests
{
    [Theory]
    [InlineData("/a", "a")]
    [InlineData("/", "")]
    [InlineData("/a /b/c /a/x /ab", "a b/c")]
    [InlineData("/a/* /b /", "")]
    public void Of_LookupKeys_CoversEachOnce(string keys, string expected) =>
        string.Join(' ', ConsulScopes.Of(keys.Split(' '))).ShouldBe(expected);

    [Theory]
    [InlineData(3, "/a/x /a/y /b", "a/x a/y b")]
    [InlineData(2, "/a/x /a/y /b", "a b")]
    [InlineData(1, "/a/x /a/y /b", "")]
    [InlineData(2, "/a/b/c /a/b/d /e/f", "a/b e/f")]
    public void AtMost_TooMany_AreMergedFromTheDeepestOn(int most, string keys, string expected) =>
        string.Join(' ', ConsulScopes.AtMost(most, ConsulScopes.Of(keys.Split(' ')))).ShouldBe(expected);
}
