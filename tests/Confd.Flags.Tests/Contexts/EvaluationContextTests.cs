using System.Text;
using System.Text.Json;
using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class EvaluationContextTests
{
    [Fact]
    public void NewMulti_NullPart_IsInvalid() =>
        EvaluationContext.NewMulti([null!]).Error.ShouldBe("a part of a multi-kind context is invalid: it is null");

    [Theory]
    [InlineData("""{"kind":"user","key":"u"}""")]
    [InlineData("""{"kind":"org","key":"o","name":"Acme","anonymous":true,"tier":"gold","nested":{"a":[1,null]}}""")]
    [InlineData("""{"kind":"user","key":"u","email":"e","_meta":{"privateAttributes":["email"]}}""")]
    [InlineData("""{"kind":"multi","user":{"key":"u","age":3},"org":{"key":"o"}}""")]
    public void Parse_ValidContext_IsWrittenTheSame(string json) => Write(EvaluationContext.Parse(json)).ShouldBe(json);

    [Theory]
    [InlineData(
        """{"key":"","email":"e","custom":{"groups":["a"],"email":"other"}}""", """{"kind":"user","key":"","groups":["a"],"email":"e"}""")]
    [InlineData("""{"key":"u","anonymous":null,"name":null,"unknown":1}""", """{"kind":"user","key":"u"}""")]
    [InlineData(
        """{"key":"u","custom":{"key":"v","kind":"org","name":"n","anonymous":true,"_meta":1,"a":2}}""",
        """{"kind":"user","key":"u","a":2}""")]
    [InlineData("""{"key":"u","email":null,"custom":{"email":"e"}}""", """{"kind":"user","key":"u","email":"e"}""")]
    [InlineData("""{"kind":"multi","org":{"key":"o"}}""", """{"kind":"org","key":"o"}""")]
    [InlineData("""{"kind":"org","key":"o","a":null}""", """{"kind":"org","key":"o"}""")]
    public void Parse_OtherForms_AreTheSingleContext(string json, string expected)
    {
        // The attribute of a legacy user's custom object gives way to the one beside it, whatever the order.
        var context = EvaluationContext.Parse(json);

        FlagValue.Parse(Write(context)).ShouldBe(FlagValue.Parse(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"kind":null,"key":"u"}""")]
    [InlineData("""{"kind":"org","key":5}""")]
    [InlineData("""{"kind":"org","key":"o","name":5}""")]
    [InlineData("""{"kind":"org","key":"o","anonymous":"yes"}""")]
    [InlineData("""{"kind":"org","key":"o","_meta":5}""")]
    [InlineData("""{"kind":"kind","key":"o"}""")]
    [InlineData("""{"kind":"örg","key":"o"}""")]
    [InlineData("""{"kind":"multi","multi":{"key":"o"}}""")]
    [InlineData("""{"key":5}""")]
    [InlineData("""{"key":"u","name":5}""")]
    [InlineData("""{"key":"u","email":5}""")]
    [InlineData("""{"key":"u","custom":[]}""")]
    [InlineData("""{"key":"u","privateAttributeNames":"email"}""")]
    [InlineData("""{"kind":"user","key":"u","_meta":{"privateAttributes":"email"}}""")]
    [InlineData("""{"kind":"user","key":"u","_meta":{"privateAttributes":[1]}}""")]
    [InlineData("""{"kind":"multi","user":{"key":"u"},"org":{"kind":5,"key":"o"}}""")]
    public void Parse_InvalidContext_ReportsWhy(string json)
    {
        var context = EvaluationContext.Parse(json);

        context.IsValid.ShouldBeFalse();
        context.Error.ShouldNotBeNullOrEmpty();
        Write(context).ShouldBe("null");
    }

    [Fact]
    public void NewMulti_PartsOfOneKindOrInvalid_IsInvalid()
    {
        EvaluationContext.NewMulti().Error.ShouldBe("a multi-kind context has no parts");
        EvaluationContext.NewMulti(EvaluationContext.New("a"), EvaluationContext.New("b"))
            .Error.ShouldBe("a multi-kind context has two parts of one kind");
        EvaluationContext.NewMulti(EvaluationContext.New("a"), EvaluationContext.New("")).Error
            .ShouldBe("a part of a multi-kind context is invalid: a context's key is missing or empty");
    }

    [Fact]
    public void NewMulti_NestedMultiContext_IsFlattened()
    {
        var inner = EvaluationContext.NewMulti(EvaluationContext.New("u"), EvaluationContext.New("org", "o:1%"));

        var context = EvaluationContext.NewMulti(inner, EvaluationContext.New("device", "d"));

        context.FullyQualifiedKey.ShouldBe("device:d:org:o%3A1%25:user:u");
        context.Key.ShouldBe("");
    }

    [Fact]
    public void Builder_BuiltInNames_SetTheBuiltInProperties()
    {
        var context = EvaluationContext.Builder("u")
            .Set("kind", "org")
            .Set("name", "Acme")
            .Set("anonymous", true)
            .Set("_meta", 1)
            .Set("", 1)
            .Build();

        context.ToString().ShouldBe("org:u");
        context.Name.ShouldBe("Acme");
        context.IsAnonymous.ShouldBeTrue();
        context.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void Builder_OwnMethods_SetTheBuiltInProperties()
    {
        var context = EvaluationContext.Builder("d").Kind("device").Name("Lobby").Anonymous().Private("serial").Set("serial", 7).Build();

        context.ToString().ShouldBe("device:d");
        Write(context).ShouldBe(
            """{"kind":"device","key":"d","name":"Lobby","anonymous":true,"serial":7,"_meta":{"privateAttributes":["serial"]}}""");
    }

    [Theory]
    [InlineData("/kind", "\"org\"")]
    [InlineData("/key", "\"o\"")]
    [InlineData("/name", "null")]
    [InlineData("/anonymous", "false")]
    [InlineData("/address/city", "\"Oslo\"")]
    [InlineData("/address/zip", "null")]
    [InlineData("/address/city/x", "null")]
    [InlineData("/key/x", "null")]
    [InlineData("/list/0", "null")]
    public void GetValue_Reference_LeadsThroughObjectsOnly(string reference, string expected)
    {
        var context = EvaluationContext.Parse("""{"kind":"org","key":"o","address":{"city":"Oslo"},"list":[1]}""");

        context.GetValue(AttributeReference.Parse(reference)).ToString().ShouldBe(expected);
    }

    private static string Write(EvaluationContext context)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            ContextJson.Write(writer, context);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
