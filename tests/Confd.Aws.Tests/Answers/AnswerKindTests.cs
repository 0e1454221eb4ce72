using System.Text;
using Confd.Aws.Answers;

namespace Confd.Aws.Tests.Answers;

public sealed class AnswerKindTests
{
    [Theory]
    [InlineData("", "an empty body")]
    [InlineData(" \r\n\t", "an empty body")]
    [InlineData("<!DOCTYPE html><p>", "a web page (HTML)")]
    [InlineData("\uFEFF\n  <HTML lang=en>", "a web page (HTML)")]
    [InlineData("<head>", "a web page (HTML)")]
    [InlineData("<?xml version=\"1.0\"?>", "XML or HTML")]
    [InlineData("<", "XML or HTML")]
    [InlineData("{\"a\":1}", "JSON of another kind")]
    [InlineData("[1,2]", "JSON of another kind")]
    [InlineData("{\"a\":", "broken JSON")]
    [InlineData("{} {}", "broken JSON")]
    [InlineData("upstream connect error", "plain text")]
    [InlineData("null", "plain text")]
    [InlineData("a\0b", "binary data")]
    public void Describe_Body_SaysItsKindAndNothingOfIt(string body, string kind) =>
        AnswerKind.Describe(Encoding.UTF8.GetBytes(body)).ShouldBe(kind);

    [Fact]
    public void Describe_BytesThatAreNoText_IsBinary() => AnswerKind.Describe([0x1f, 0x8b, 0xff]).ShouldBe("binary data");

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_KnownTexts_HaveTheSumsOfTheStandard(string text, uint sum) => Crc32.Of(Encoding.ASCII.GetBytes(text)).ShouldBe(sum);
}
