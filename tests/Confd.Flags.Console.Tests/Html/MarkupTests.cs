using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Tests.Html;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("<b>", "&lt;b&gt;")]
    [InlineData("\"'", "&quot;&#x27;")]
    [InlineData("a&amp;b", "a&amp;amp;b")]
    [InlineData("Ærøskøbing 東京", "Ærøskøbing 東京")]
    [InlineData("\u2028\u0000", "&#x2028;&#x0;")]
    [InlineData(null, "")]
    public void Of_InsertedText_IsEncoded(string? text, string html) => Markup.Of($"<i>{text}</i>").ToString().ShouldBe($"<i>{html}</i>");

    [Fact]
    public void Of_InsertedMarkup_IsNotEncodedAgain()
    {
        var inner = Markup.Of($"<b>{"<"}</b>");

        Markup.Of($"<i>{inner}</i>").ToString().ShouldBe("<i><b>&lt;</b></i>");
    }

    [Fact]
    public void Of_SeveralInterpolatedPieces_AreConcatenated() =>
        Markup.Of($"<ul>{new[] { "a", "<" }.Select(text => Markup.Of($"<li>{text}</li>"))}</ul>").ToString()
            .ShouldBe("<ul><li>a</li><li>&lt;</li></ul>");

    [Fact]
    public void Of_ANumber_IsCultureInvariant() => Markup.Of($"{-1234567L}").ToString().ShouldBe("-1234567");

    [Fact]
    public void When_False_IsEmpty()
    {
        Markup.When(false, $"<b>{"x"}</b>").ToString().ShouldBe("");
        Markup.When(true, $"<b>{"x"}</b>").ToString().ShouldBe("<b>x</b>");
        default(Markup).ToString().ShouldBe("");
    }
}
