using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Functions;

/// <summary>Rows are Go's <c>HTMLEscapeString</c>, <c>JSEscapeString</c> and <c>url.QueryEscape</c>.</summary>
public sealed class EscapingTests
{
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("plain", "plain", "plain", "plain")]
    [InlineData("\u0000", "\uFFFD", "\\u0000", "%00")]
    [InlineData("a\nb\tc", "a\nb\tc", "a\\u000Ab\\u0009c", "a%0Ab%09c")]
    [InlineData("\\", "\\", "\\\\", "%5C")]
    [InlineData("é☃😀", "é☃😀", "é☃😀", "%C3%A9%E2%98%83%F0%9F%98%80")]
    [InlineData("\u2028", "\u2028", "\\u2028", "%E2%80%A8")]
    [InlineData("\u00A0", "\u00A0", "\\u00A0", "%C2%A0")]
    [InlineData("a b+c", "a b+c", "a b+c", "a+b%2Bc")]
    [InlineData("a/b?c=d&e=f#g", "a/b?c=d&amp;e=f#g", "a/b?c\\u003Dd\\u0026e\\u003Df#g", "a%2Fb%3Fc%3Dd%26e%3Df%23g")]
    [InlineData("100%", "100%", "100%", "100%25")]
    [InlineData("~-_.", "~-_.", "~-_.", "~-_.")]
    [InlineData("=", "=", "\\u003D", "%3D")]
    [InlineData("\u007F", "\u007F", "\u007F", "%7F")]
    [InlineData("\u001B", "\u001B", "\\u001B", "%1B")]
    [InlineData("\uFEFF", "\uFEFF", "\\uFEFF", "%EF%BB%BF")]
    [InlineData("日本", "日本", "日本", "%E6%97%A5%E6%9C%AC")]
    [InlineData("\u00AD", "\u00AD", "\\u00AD", "%C2%AD")]
    [InlineData("`$`", "`$`", "`$`", "%60%24%60")]
    [InlineData("a;b,c:d@e", "a;b,c:d@e", "a;b,c:d@e", "a%3Bb%2Cc%3Ad%40e")]
    public void Append_Text_IsEscapedAsInGo(string text, string html, string script, string query)
    {
        Escape(Escaping.AppendHtml, text).ShouldBe(html);
        Escape(Escaping.AppendJavaScript, text).ShouldBe(script);
        Escape(Escaping.AppendUrlQuery, text).ShouldBe(query);
    }

    [Theory]
    [InlineData("html", "&lt;1&gt;2&lt;no value&gt;")]
    [InlineData("urlquery", "%3C1%3E2%3Cno+value%3E")]
    public void Functions_SeveralArguments_AreJoinedAsByPrint(string function, string expected)
        => Rendering.Render($"{{{{{function} `<1>` 2 .}}}}", Value.Nil).ShouldBe(expected);

    [Fact]
    public void AppendUrlQuery_InvalidBytes_AreEscapedOneByOne()
    {
        var buffer = new ByteBuffer();
        Escaping.AppendUrlQuery(new RenderContext(), buffer, [0xFF, (byte)'a', 0x80]);
        buffer.ToString().ShouldBe("%FFa%80");
    }

    private static string Escape(Action<RenderContext, ByteBuffer, ReadOnlySpan<byte>> escape, string text)
    {
        var buffer = new ByteBuffer();
        escape(new RenderContext(), buffer, Encoding.UTF8.GetBytes(text));
        return buffer.ToString();
    }
}
