using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class EvaluationContextBuilderTests
{
    [Fact]
    public void Set_BuiltInNames_SetTheBuiltInPropertiesIfTheTypeFits()
    {
        var context = EvaluationContext.Builder("k")
            .Set("kind", "org").Set("key", "acme").Set("name", "Acme").Set("anonymous", true)
            .Build();

        (context.Kind, context.Key, context.Name, context.IsAnonymous).ShouldBe(("org", "acme", "Acme", true));
        context.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void Set_BuiltInNamesOfAnotherType_AreIgnored()
    {
        var context = EvaluationContext.Builder("k").Name("n").Anonymous()
            .Set("kind", 7).Set("key", FlagValue.Null).Set("name", 7).Set("anonymous", "no")
            .Build();

        (context.Kind, context.Key, context.Name, context.IsAnonymous).ShouldBe(("user", "k", "n", true));
    }

    [Fact]
    public void Set_NullForAnOptionalBuiltIn_RemovesIt()
    {
        var context = EvaluationContext.Builder("k").Name("n").Anonymous()
            .Set("name", FlagValue.Null).Set("anonymous", FlagValue.Null)
            .Build();

        (context.Name, context.IsAnonymous).ShouldBe((null, false));
    }

    [Fact]
    public void Set_SameAttributeAgain_LastWinsAndNullRemovesIt()
    {
        var context = EvaluationContext.Builder("k")
            .Set("a", 1).Set("a", 2).Set("b", 1).Set("b", FlagValue.Null).Set("", 1).Set("_meta", 1).Set("/slash", "literal")
            .Build();

        context.Attributes.Select(attribute => attribute.Key).ShouldBe(["a", "/slash"], ignoreOrder: true);
        context.GetValue(AttributeReference.FromName("a")).ShouldBe(2);
        context.GetValue(AttributeReference.FromName("/slash")).ShouldBe("literal");
    }

    [Theory]
    [InlineData("", "user", "a context's key is missing or empty")]
    [InlineData("k", "", "kind")]
    [InlineData("k", "a b", "kind")]
    [InlineData("k", "kind", "kind")]
    [InlineData("k", "multi", "multi")]
    public void Build_InvalidKeyOrKind_IsInvalidWithItsReason(string key, string kind, string error)
    {
        var context = EvaluationContext.Builder(key).Kind(kind).Build();

        context.IsValid.ShouldBeFalse();
        context.Error!.ShouldContain(error);
    }

    [Fact]
    public void Build_Again_DoesNotChangeTheFirstContext()
    {
        var builder = EvaluationContext.Builder("k").Set("a", 1).Private("a");
        var first = builder.Build();

        var second = builder.Set("a", 2).Private("b").Build();

        first.GetValue(AttributeReference.FromName("a")).ShouldBe(1);
        second.GetValue(AttributeReference.FromName("a")).ShouldBe(2);
        first.PrivateAttributes.ShouldBe(["a"]);
        second.PrivateAttributes.ShouldBe(["a", "b"]);
    }
}
