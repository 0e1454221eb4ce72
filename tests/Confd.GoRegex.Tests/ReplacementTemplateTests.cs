using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>Rows are Go's <c>ReplaceAllString</c> with one pattern and one text.</summary>
public sealed class ReplacementTemplateTests
{
    [Theory]
    [InlineData("", "xyz-b")]
    [InlineData("x", "xxyxz-xb")]
    [InlineData("$0", "xaabyaz-aéb")]
    [InlineData("$1", "xaayaz-ab")]
    [InlineData("$2", "xbyz-b")]
    [InlineData("$3", "xyz-éb")]
    [InlineData("${1}x", "xaaxyaxz-axb")]
    [InlineData("$1x", "xyz-b")]
    [InlineData("$name", "xbyz-b")]
    [InlineData("${name}", "xbyz-b")]
    [InlineData("${name}s", "xbsysz-sb")]
    [InlineData("$names", "xyz-b")]
    [InlineData("$$", "x$y$z-$b")]
    [InlineData("$", "x$y$z-$b")]
    [InlineData("$$1", "x$1y$1z-$1b")]
    [InlineData("${", "x${y${z-${b")]
    [InlineData("${1", "x${1y${1z-${1b")]
    [InlineData("${}", "x${}y${}z-${}b")]
    [InlineData("$-", "x$-y$-z-$-b")]
    [InlineData("${na me}", "x${na me}y${na me}z-${na me}b")]
    [InlineData("$01", "xyz-b")]
    [InlineData("$10", "xyz-b")]
    [InlineData("a$1b$2c", "xayaz-ab")]
    [InlineData("$é", "xyz-b")]
    [InlineData("${é}", "xyz-b")]
    [InlineData("$_", "xyz-b")]
    [InlineData("$1\uA7CB", "xaa\uA7CBya\uA7CBz-a\uA7CBb")] // a letter since Unicode 16 only
    [InlineData("$1$1", "xaaaayaaz-aab")]
    [InlineData("\\1", "x\\1y\\1z-\\1b")]
    [InlineData("$name$2", "xbbyz-b")]
    [InlineData("$ 1", "x$ 1y$ 1z-$ 1b")]
    public void Expand_Replacement_WritesWhatGoWrites(string replacement, string expected)
    {
        var regexp = Regexp.Parse("(a+)(?P<name>b)?(é)?"u8, Cancellation);
        var result = regexp.ReplaceAll(
            "xaabyaz-aéb"u8.ToArray(), Encoding.UTF8.GetBytes(replacement), cancellationToken: Cancellation);
        Encoding.UTF8.GetString(result.Span).ShouldBe(expected);
    }
}
