using System.Text;
using Confd.GoTemplate.Parsing;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>
/// Rows are answers of Go's <c>strconv.Unquote</c> and <c>UnquoteChar</c>; bytes are written as the characters U+0000 to U+00FF.
/// </summary>
public sealed class UnquoterTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\"", "a")]
    [InlineData("\"a\\nb\"", "a\nb")]
    [InlineData("\"\\a\\b\\f\\n\\r\\t\\v\\\\\"", "\u0007\u0008\u000C\n\r\t\u000B\\")]
    [InlineData("\"\\\"\"", "\"")]
    [InlineData("\"\\'\"", null)]
    [InlineData("\"'\"", "'")]
    [InlineData("\"\\x41\"", "A")]
    [InlineData("\"\\xff\"", "ÿ")]
    [InlineData("\"\\x4\"", null)]
    [InlineData("\"\\xg1\"", null)]
    [InlineData("\"\\u2603\"", "â\u0098\u0083")]
    [InlineData("\"\\u26\"", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("\"\\uFFFD\"", "ï¿½")]
    [InlineData("\"\\U0001F600\"", "ð\u009F\u0098\u0080")]
    [InlineData("\"\\U00110000\"", null)]
    [InlineData("\"\\U0000D800\"", null)]
    [InlineData("\"\\UFFFFFFFF\"", null)]
    [InlineData("\"\\101\"", "A")]
    [InlineData("\"\\377\"", "ÿ")]
    [InlineData("\"\\400\"", null)]
    [InlineData("\"\\08\"", null)]
    [InlineData("\"\\1\"", null)]
    [InlineData("\"\\18\"", null)]
    [InlineData("\"\\q\"", null)]
    [InlineData("\"\\é\"", null)]
    [InlineData("\"é☃\"", "Ã©â\u0098\u0083")]
    [InlineData("`a\\nb`", "a\\nb")]
    [InlineData("`a\r\nb`", "a\nb")]
    [InlineData("``", "")]
    [InlineData("`é`", "Ã©")]
    [InlineData("\"a`b\"", "a`b")]
    [InlineData("\"\\0\"", null)]
    [InlineData("\"\\000\"", "\u0000")]
    [InlineData("\"\\u0000\"", "\u0000")]
    public void TryUnquote_Constant_GivesGosBytes(string quoted, string? expected)
    {
        var isRead = Unquoter.TryUnquote(Encoding.UTF8.GetBytes(quoted), out var bytes);
        isRead.ShouldBe(expected is not null);
        Encoding.Latin1.GetString(bytes.Span).ShouldBe(expected ?? "");
    }

    [Theory]
    [InlineData("a", '\'', 97, false, "")]
    [InlineData("ab", '\'', 97, false, "b")]
    [InlineData("", '\'', -1, false, "")]
    [InlineData("\\n", '\'', 10, false, "")]
    [InlineData("\\nx", '\'', 10, false, "x")]
    [InlineData("\\'", '\'', 39, false, "")]
    [InlineData("\\\"", '\'', -1, false, "")]
    [InlineData("'", '\'', -1, false, "")]
    [InlineData("\"", '\'', 34, false, "")]
    [InlineData("\\", '\'', -1, false, "")]
    [InlineData("\\x41z", '\'', 65, true, "z")]
    [InlineData("\\xff", '\'', 255, true, "")]
    [InlineData("\\u2603", '\'', 9731, false, "")]
    [InlineData("\\ud800", '\'', -1, false, "")]
    [InlineData("\\377", '\'', 255, true, "")]
    [InlineData("\\400", '\'', -1, false, "")]
    [InlineData("\\0", '\'', -1, false, "")]
    [InlineData("☃x", '\'', 9731, false, "x")]
    [InlineData("\\U0001F600", '\'', 128512, false, "")]
    [InlineData("\\q", '\'', -1, false, "")]
    [InlineData("\\x", '\'', -1, false, "")]
    [InlineData("\\u123", '\'', -1, false, "")]
    [InlineData("\\08", '\'', -1, false, "")]
    [InlineData("\\e", '\'', -1, false, "")]
    [InlineData("a", '\"', 97, false, "")]
    [InlineData("ab", '\"', 97, false, "b")]
    [InlineData("", '\"', -1, false, "")]
    [InlineData("\\n", '\"', 10, false, "")]
    [InlineData("\\nx", '\"', 10, false, "x")]
    [InlineData("\\'", '\"', -1, false, "")]
    [InlineData("\\\"", '\"', 34, false, "")]
    [InlineData("'", '\"', 39, false, "")]
    [InlineData("\"", '\"', -1, false, "")]
    [InlineData("\\", '\"', -1, false, "")]
    [InlineData("\\x41z", '\"', 65, true, "z")]
    [InlineData("\\xff", '\"', 255, true, "")]
    [InlineData("\\u2603", '\"', 9731, false, "")]
    [InlineData("\\ud800", '\"', -1, false, "")]
    [InlineData("\\377", '\"', 255, true, "")]
    [InlineData("\\400", '\"', -1, false, "")]
    [InlineData("\\0", '\"', -1, false, "")]
    [InlineData("☃x", '\"', 9731, false, "x")]
    [InlineData("\\U0001F600", '\"', 128512, false, "")]
    [InlineData("\\q", '\"', -1, false, "")]
    [InlineData("\\x", '\"', -1, false, "")]
    [InlineData("\\u123", '\"', -1, false, "")]
    [InlineData("\\08", '\"', -1, false, "")]
    [InlineData("\\e", '\"', -1, false, "")]
    public void TryReadChar_Text_GivesGosCharacterAndRest(string text, char quote, int expected, bool isByte, string rest)
    {
        ReadOnlySpan<byte> remaining = Encoding.UTF8.GetBytes(text);
        var isRead = Unquoter.TryReadChar(ref remaining, (byte)quote, out var value, out var isByteValue);
        isRead.ShouldBe(expected >= 0);
        if (isRead)
        {
            (value, isByteValue, Encoding.UTF8.GetString(remaining)).ShouldBe((expected, isByte, rest));
        }
    }

    [Fact]
    public void TryReadChar_InvalidByte_IsTheReplacementCharacter()
    {
        ReadOnlySpan<byte> text = [0xFF, (byte)'a'];
        Unquoter.TryReadChar(ref text, (byte)'"', out var value, out var isByte).ShouldBeTrue();
        (value, isByte, text.Length).ShouldBe((0xFFFD, false, 1));
    }

    [Fact]
    public void TryUnquote_RawString_KeepsAllButCarriageReturns()
        => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var body = bytes.Where(unit => unit != '`').ToArray();
            return Unquoter.TryUnquote((byte[])[(byte)'`', .. body, (byte)'`'], out var read)
                && read.Span.SequenceEqual(body.Where(unit => unit != '\r').ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
