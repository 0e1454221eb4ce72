using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Service.Ofrep;

namespace Confd.Flags.Service.Tests.Ofrep;

public sealed class OfrepContextTests
{
    [Theory]
    [InlineData("""{"targetingKey":"u"}""", "user", "u")]
    [InlineData("""{"key":"u"}""", "user", "u")]
    [InlineData("""{"targetingKey":"t","key":"u"}""", "user", "t")]
    [InlineData("""{"targetingKey":"","key":"u"}""", "user", "u")]
    [InlineData("""{"targetingKey":7,"key":"u"}""", "user", "u")]
    [InlineData("""{"kind":"org","targetingKey":"acme"}""", "org", "acme")]
    [InlineData("""{"kind":7,"targetingKey":"u"}""", "user", "u")]
    public void Read_OneContext_TakesKindAndKey(string context, string kind, string key)
    {
        var read = Read(context);

        (read.Kind, read.Key).ShouldBe((kind, key));
    }

    [Fact]
    public void Read_Attributes_AreThoseOfTheContextIncludingBuiltInOnes()
    {
        var read = Read(
            """
            {"targetingKey":"u","name":"Ann","anonymous":true,"plan":"pro","address":{"city":"Oslo"},"privateAttributes":["plan",7]}
            """);

        (read.Name, read.IsAnonymous).ShouldBe(("Ann", true));
        Value(read, "plan").AsString.ShouldBe("pro");
        Value(read, "address").ToString().ShouldBe("""{"city":"Oslo"}""");
        Value(read, "privateAttributes").IsNull.ShouldBeTrue();
        Value(read, "targetingKey").IsNull.ShouldBeTrue();
    }

    [Fact]
    public void Read_SeveralKinds_AreAMultiContext()
    {
        var read = Read("""{"kind":"multi","targetingKey":"unused","user":{"key":"u"},"org":{"targetingKey":"acme","plan":"gold"}}""");

        read.FullyQualifiedKey.ShouldBe("org:acme:user:u");
        Value(read.FindPart("org").ShouldNotBeNull(), "plan").AsString.ShouldBe("gold");
    }

    [Theory]
    [InlineData("", "PARSE_ERROR")]
    [InlineData("{", "PARSE_ERROR")]
    [InlineData("[]", "INVALID_CONTEXT")]
    [InlineData("{}", "INVALID_CONTEXT")]
    [InlineData("""{"context":"u"}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{}}""", "TARGETING_KEY_MISSING")]
    [InlineData("""{"context":{"targetingKey":""}}""", "TARGETING_KEY_MISSING")]
    [InlineData("""{"context":{"targetingKey":"u","kind":"a b"}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"kind":"multi","user":"u"}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"kind":"multi"}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"kind":"multi","org":{}}}""", "INVALID_CONTEXT")]
    public void Read_RequestWithoutAContext_HasTheCodeOfTheProtocol(string body, string code)
    {
        OfrepContext.Read(Encoding.UTF8.GetBytes(body), out var problem);

        problem.ShouldNotBeNull().Code.ShouldBe(code);
        problem.Status.ShouldBe(400);
    }

    [Fact]
    public void Read_RequestThatCannotBeRead_SaysWhy()
    {
        OfrepContext.Read("{"u8, out var broken);
        OfrepContext.Read(Encoding.UTF8.GetBytes($"{new string('[', 5000)}{new string(']', 5000)}"), out var deep);

        broken!.Details.ShouldBe("the request cannot be read: the text is not valid JSON (byte 1)");
        deep!.Details.ShouldStartWith("the request cannot be read: ");
        deep.Details.ShouldNotContain("not valid JSON");
    }

    [Fact]
    public void StreamToken_OfAKey_IsDeterministicAndDoesNotRevealIt()
    {
        OfrepStreamToken.Of("secret").ShouldBe("uBVt6S-8hFH654oJyMZBIPOuPLlBFmq8gwC-5ujMPWM", "HMAC-SHA256, alike in every process");
        OfrepStreamToken.Of("secret").ShouldNotBe(OfrepStreamToken.Of("secret2"));
    }

    private static FlagValue Value(EvaluationContext context, string attribute) => context.GetValue(AttributeReference.FromName(attribute));

    private static EvaluationContext Read(string context)
    {
        var read = OfrepContext.Read(Encoding.UTF8.GetBytes($$"""{"context":{{context}}}"""), out var problem);
        problem.ShouldBeNull();
        return read;
    }
}
