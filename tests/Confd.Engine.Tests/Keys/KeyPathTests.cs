using Confd.Engine.Keys;

namespace Confd.Engine.Tests.Keys;

public sealed class KeyPathTests
{
    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("a", "/a")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("//a//b/", "/a/b")]
    [InlineData("/a/./b/..", "/a")]
    [InlineData("/../a", "/a")]
    [InlineData("/.hidden/x", "/.hidden/x")]
    public void Clean_Path_ResolvesIt(string path, string cleaned) => KeyPath.Clean(path).ShouldBe(cleaned);

    [Theory]
    [InlineData("/", "app", "/app")]
    [InlineData("/", "", "/")]
    [InlineData("/app", "", "/app")]
    [InlineData("/app", "/db/", "/app/db")]
    [InlineData("/app", "a/../b", "/app/b")]
    [InlineData("/app", "../app/x", "/app/x")]
    [InlineData("/app", "../two", null)]
    [InlineData("/app", "../apple", null)]
    [InlineData("/app", "..", null)]
    [InlineData("/", "../x", "/x")]
    public void TryJoin_Path_StaysBelowItsRoot(string root, string path, string? joined)
    {
        KeyPath.TryJoin(root, path, out var result).ShouldBe(joined is not null);

        result.ShouldBe(joined);
    }

    [Theory]
    [InlineData("/app/x", "/app", "/x")]
    [InlineData("/app", "/app", "/")]
    [InlineData("/app/x", "/", "/app/x")]
    [InlineData("app//x", "/", "/app/x")]
    public void WithoutPrefix_Key_IsCut(string key, string prefix, string rest) => KeyPath.WithoutPrefix(key, prefix).ShouldBe(rest);
}
