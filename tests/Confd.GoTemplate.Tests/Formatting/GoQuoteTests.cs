using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Formatting;

/// <summary>Rows are Go's <c>Quote</c>, <c>QuoteToASCII</c>, <c>CanBackquote</c>, <c>QuoteRune</c> and <c>QuoteRuneToASCII</c>.</summary>
public sealed class GoQuoteTests
{
    [Theory]
    [InlineData("", "\"\"", "\"\"", true)]
    [InlineData("a", "\"a\"", "\"a\"", true)]
    [InlineData("a b", "\"a b\"", "\"a b\"", true)]
    [InlineData("\"", "\"\\\"\"", "\"\\\"\"", true)]
    [InlineData("'", "\"'\"", "\"'\"", true)]
    [InlineData("\\", "\"\\\\\"", "\"\\\\\"", true)]
    [InlineData("\u0007\u0008\u000C\n\r\t\u000B", "\"\\a\\b\\f\\n\\r\\t\\v\"", "\"\\a\\b\\f\\n\\r\\t\\v\"", false)]
    [InlineData("\u0000\u0001\u001F", "\"\\x00\\x01\\x1f\"", "\"\\x00\\x01\\x1f\"", false)]
    [InlineData("\u007F", "\"\\x7f\"", "\"\\x7f\"", false)]
    [InlineData("é", "\"é\"", "\"\\u00e9\"", true)]
    [InlineData("☃", "\"☃\"", "\"\\u2603\"", true)]
    [InlineData("😀", "\"😀\"", "\"\\U0001f600\"", true)]
    [InlineData("\u00A0", "\"\\u00a0\"", "\"\\u00a0\"", true)]
    [InlineData("\u2028", "\"\\u2028\"", "\"\\u2028\"", true)]
    [InlineData("\u200B", "\"\\u200b\"", "\"\\u200b\"", true)]
    [InlineData("\uFEFF", "\"\\ufeff\"", "\"\\ufeff\"", false)]
    [InlineData("\U000E0001", "\"\\U000e0001\"", "\"\\U000e0001\"", true)]
    [InlineData("\uFFFD", "\"\uFFFD\"", "\"\\ufffd\"", true)]
    [InlineData("a`b", "\"a`b\"", "\"a`b\"", false)]
    [InlineData("日本語", "\"日本語\"", "\"\\u65e5\\u672c\\u8a9e\"", true)]
    [InlineData("\u00AD", "\"\\u00ad\"", "\"\\u00ad\"", true)]
    [InlineData("\u0378", "\"\\u0378\"", "\"\\u0378\"", true)]
    [InlineData("\U0010FFFF", "\"\\U0010ffff\"", "\"\\U0010ffff\"", true)]
    [InlineData("é", "\"é\"", "\"e\\u0301\"", true)]
    public void AppendString_Text_IsQuotedAsInGo(string text, string expected, string ascii, bool canBackquote)
        => Check(Encoding.UTF8.GetBytes(text), expected, ascii, canBackquote);

    [Theory]
    [InlineData("ÿ", "\"\\xff\"", "\"\\xff\"", false)]
    [InlineData("a\u0080b", "\"a\\x80b\"", "\"a\\x80b\"", false)]
    [InlineData("Ã", "\"\\xc3\"", "\"\\xc3\"", false)]
    [InlineData("â\u0098", "\"\\xe2\\x98\"", "\"\\xe2\\x98\"", false)]
    [InlineData("í\u00A0\u0080", "\"\\xed\\xa0\\x80\"", "\"\\xed\\xa0\\x80\"", false)]
    [InlineData("õ\u0080\u0080\u0080", "\"\\xf5\\x80\\x80\\x80\"", "\"\\xf5\\x80\\x80\\x80\"", false)]
    [InlineData("À\u0080", "\"\\xc0\\x80\"", "\"\\xc0\\x80\"", false)]
    [InlineData("okþÿok", "\"ok\\xfe\\xffok\"", "\"ok\\xfe\\xffok\"", false)]
    public void AppendString_InvalidBytes_AreEscapedOneByOne(string latin1, string expected, string ascii, bool canBackquote)
        => Check(Encoding.Latin1.GetBytes(latin1), expected, ascii, canBackquote);

    [Theory]
    [InlineData(97, "'a'", "'a'")]
    [InlineData(39, "'\\''", "'\\''")]
    [InlineData(34, "'\"'", "'\"'")]
    [InlineData(92, "'\\\\'", "'\\\\'")]
    [InlineData(10, "'\\n'", "'\\n'")]
    [InlineData(0, "'\\x00'", "'\\x00'")]
    [InlineData(127, "'\\x7f'", "'\\x7f'")]
    [InlineData(233, "'é'", "'\\u00e9'")]
    [InlineData(9731, "'☃'", "'\\u2603'")]
    [InlineData(128512, "'😀'", "'\\U0001f600'")]
    [InlineData(55296, "'\uFFFD'", "'\\ufffd'")]
    [InlineData(1114112, "'\uFFFD'", "'\\ufffd'")]
    [InlineData(-1, "'\uFFFD'", "'\\ufffd'")]
    [InlineData(65533, "'\uFFFD'", "'\\ufffd'")]
    [InlineData(8232, "'\\u2028'", "'\\u2028'")]
    [InlineData(173, "'\\u00ad'", "'\\u00ad'")]
    public void AppendRune_CodePoint_IsQuotedAsInGo(int rune, string expected, string ascii)
    {
        var (plain, escaped) = (new ByteBuffer(), new ByteBuffer());
        GoQuote.AppendRune(plain, rune, asciiOnly: false);
        GoQuote.AppendRune(escaped, rune, asciiOnly: true);
        (plain.ToString(), escaped.ToString()).ShouldBe((expected, ascii));
    }

    [Theory]
    [InlineData("", 3, "")]
    [InlineData("aé☃x", 0, "")]
    [InlineData("aé☃x", 2, "aé")]
    [InlineData("aé☃x", 3, "aé☃")]
    [InlineData("aé☃x", 9, "aé☃x")]
    public void FirstRunes_Count_CutsBetweenCodePoints(string text, int count, string expected)
        => Encoding.UTF8.GetString(GoQuote.FirstRunes(Encoding.UTF8.GetBytes(text), count)).ShouldBe(expected);

    [Fact]
    public void FirstRunes_InvalidBytes_CountOneEach() => GoQuote.FirstRunes([0xFF, 0xFE, (byte)'a'], 2).ToArray().ShouldBe([0xFF, 0xFE]);

    private static void Check(byte[] text, string expected, string ascii, bool canBackquote)
    {
        var (plain, escaped) = (new ByteBuffer(), new ByteBuffer());
        GoQuote.AppendString(plain, text, asciiOnly: false);
        GoQuote.AppendString(escaped, text, asciiOnly: true);
        (plain.ToString(), escaped.ToString(), GoQuote.CanBackquote(text)).ShouldBe((expected, ascii, canBackquote));
        GoFormat.Quote(new ByteString(text)).ToString().ShouldBe(expected);
    }
}
