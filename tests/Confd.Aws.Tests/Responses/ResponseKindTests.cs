using System.Text;
using Confd.Aws.Responses;
using Confd.Shared;

namespace Confd.Aws.Tests.Responses;

public sealed class ResponseKindTests
{
    [Theory]
    [InlineData("", "an empty body")]
    [InlineData(" \r\n\t", "an empty body")]
    [InlineData("<!DOCTYPE html><p>", "a web page (HTML)")]
    [InlineData("\uFEFF\n  <HTML lang=en>", "a web page (HTML)")]
    [InlineData("<head>", "a web page (HTML)")]
    [InlineData("\uFEFF\n<?xml version=\"1.0\"?>\n<HTML>", "a web page (HTML)")]
    [InlineData("<?xml version=\"1.0\"?>", "XML or HTML")]
    [InlineData("<", "XML or HTML")]
    [InlineData("{\"a\":1}", "JSON of another kind")]
    [InlineData("[1,2]", "JSON of another kind")]
    [InlineData("{\"message\":\"<html>\"}", "JSON of another kind")]
    [InlineData("Not found <html>", "plain text")]
    [InlineData("<Error><Header/></Error>", "XML or HTML")]
    [InlineData("{\"a\":", "broken JSON")]
    [InlineData("{} {}", "broken JSON")]
    [InlineData("upstream connect error", "plain text")]
    [InlineData("null", "plain text")]
    [InlineData("a\0b", "binary data")]
    public void Describe_Body_NamesItsKindAndQuotesNothing(string body, string kind) =>
        ResponseKind.Describe(Encoding.UTF8.GetBytes(body)).ShouldBe(kind);

    [Fact]
    public void Describe_NonTextBytes_IsBinary() => ResponseKind.Describe([0x1f, 0x8b, 0xff]).ShouldBe("binary data");

    [Fact]
    public void Describe_FirstBytesOnly_IgnoresATruncatedEnd()
    {
        ResponseKind.Describe("{\"a\":"u8, isWhole: false).ShouldBe("JSON");
        ResponseKind.Describe("caf\u00E9"u8[..^1], isWhole: false).ShouldBe("plain text");
    }

    [Theory]
    [InlineData(490, true)]
    [InlineData(520, false)]
    public void IsHtml_PageAfterALongComment_IsDetectedWithinTheInspectedBytes(int blanks, bool isHtml) =>
        ResponseKind.IsHtml(Encoding.UTF8.GetBytes($"<!--{new string(' ', blanks)}--><html>")).ShouldBe(isHtml);

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_KnownTexts_HaveTheSumsOfTheStandard(string text, uint sum) => Crc32.Of(Encoding.ASCII.GetBytes(text)).ShouldBe(sum);
}
