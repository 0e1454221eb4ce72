using Confd.Engine.Keys;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.Engine.Tests.Keys;

/// <summary>The rows follow the table of Go's <c>path/match_test.go</c> in meaning: which keys a pattern takes, and which patterns are
/// malformed.</summary>
public sealed class KeyPatternTests
{
    [Theory]
    [InlineData("/abc", "/abc", true)]
    [InlineData("*", "abc", true)]
    [InlineData("*", "/abc", false)]
    [InlineData("/*", "/abc", true)]
    [InlineData("/*", "/a/b", false)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ab/c", false)]
    [InlineData("a*/b", "abc/b", true)]
    [InlineData("a*/b", "a/c/b", false)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("**b", "aab", true)]
    [InlineData("ab[c]", "abc", true)]
    [InlineData("ab[b-d]", "abc", true)]
    [InlineData("ab[e-g]", "abc", false)]
    [InlineData("ab[^c]", "abc", false)]
    [InlineData("ab[^e-g]", "abc", true)]
    [InlineData("a[!a]b", "a!b", true)] // an exclamation mark is an ordinary member
    [InlineData("a[b-db-c]e", "abe", true)] // twice inside is inside
    [InlineData("a[^b-db-c]e", "abe", false)]
    [InlineData("a[*]b", "a*b", true)] // a star in a class is a star
    [InlineData("a[*]b", "axb", false)]
    [InlineData("a*[*b]", "axxb", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "ab", false)]
    [InlineData("a?b", "a☺b", true)]
    [InlineData("a[^a]b", "a☺b", true)]
    [InlineData("a???b", "a☺b", false)]
    [InlineData("[a-ζ]*", "α", true)]
    [InlineData("*[a-ζ]", "A", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("a*b", "a/b", false)]
    [InlineData("a[/]b", "a/b", true)] // classes do match slashes
    [InlineData("[\\]a]", "]", true)]
    [InlineData("[\\-x]", "-", true)]
    [InlineData("[x\\-]", "z", false)]
    [InlineData("a]", "a]", true)]
    [InlineData("*x", "xxx", true)]
    [InlineData("*.y", "a.x.y", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void IsMatch_Key_FollowsGo(string pattern, string key, bool expected)
    {
        var parsed = new KeyPattern(ByteString.FromString(pattern));
        parsed.IsValid.ShouldBeTrue();
        parsed.IsMatch(ByteString.FromString(key).Span).ShouldBe(expected);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[^")]
    [InlineData("[^bc")]
    [InlineData("a[")]
    [InlineData("a[a")]
    [InlineData("[]a]")]
    [InlineData("[-]")]
    [InlineData("[x-]")]
    [InlineData("[-x]")]
    [InlineData("[a-b-d]")]
    [InlineData("a/b[")]
    [InlineData("*x[")]
    [InlineData("[\\]")]
    [InlineData("\\")]
    [InlineData("ab\\")]
    [InlineData("a*[")]
    public void IsValid_Malformed_IsFalse(string pattern)
    {
        var parsed = new KeyPattern(ByteString.FromString(pattern));
        parsed.IsValid.ShouldBeFalse();
        parsed.IsMatch("a"u8).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/app/*/x", "/app/")]
    [InlineData("/app", "/app")]
    [InlineData("/a\\*", "/a")]
    [InlineData("[a]", "")]
    public void LiteralPrefix_Pattern_EndsAtFirstSpecialCharacter(string pattern, string expected) =>
        new KeyPattern(ByteString.FromString(pattern)).LiteralPrefix.ToString().ShouldBe(expected);

    [Fact]
    public void IsMatch_InvalidUtf8_CountsBytes()
    {
        new KeyPattern(ByteString.FromString("a?b")).IsMatch([(byte)'a', 0xFF, (byte)'b']).ShouldBeTrue();
        new KeyPattern(new ByteString([(byte)'[', 0xFF, (byte)']'])).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void IsMatch_AnyText_NeverThrowsAndMatchesOnlyBelowItsPrefix() =>
        Prop.ForAll(
            Gen.Elements('*', '?', '[', ']', '^', '-', '\\', '/', 'a', 'b', 'é').ListOf().Select(string.Concat).ToArbitrary(),
            Gen.Elements('/', 'a', 'b', 'é').ListOf().Select(string.Concat).ToArbitrary(),
            (pattern, key) =>
            {
                var parsed = new KeyPattern(ByteString.FromString(pattern));
                var bytes = ByteString.FromString(key);
                return !parsed.IsMatch(bytes.Span) || bytes.Span.StartsWith(parsed.LiteralPrefix.Span);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
