using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class AttributeReferenceTests
{
    [Theory]
    [InlineData("email", new[] { "email" })]
    [InlineData("a/b", new[] { "a/b" })]
    [InlineData("a~1b", new[] { "a~1b" })]
    [InlineData("/email", new[] { "email" })]
    [InlineData("/a/b/0", new[] { "a", "b", "0" })]
    [InlineData("/~1x/~0~1y", new[] { "/x", "~/y" })]
    [InlineData("/~01", new[] { "~1" })]
    public void Parse_ValidReference_DecodesComponents(string text, string[] components)
    {
        var reference = AttributeReference.Parse(text);

        reference.IsValid.ShouldBeTrue();
        reference.Components.ShouldBe(components);
        reference.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/a//b")]
    [InlineData("/a/")]
    [InlineData("/a~")]
    [InlineData("/a~2")]
    [InlineData("/a~|b")]
    public void Parse_InvalidReference_ReportsWhy(string text)
    {
        var reference = AttributeReference.Parse(text);

        reference.IsValid.ShouldBeFalse();
        reference.Error.ShouldNotBeNullOrEmpty();
        EvaluationContext.New("u").GetValue(reference).ShouldBe(FlagValue.Null);
    }
}
