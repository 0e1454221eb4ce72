using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class ClauseTextTests
{
    [Theory]
    [InlineData("country in NO,SE", """{"country":"SE"}""", """{"country":"DK"}""")]
    [InlineData("country not in NO,SE", """{"country":"DK"}""", """{"country":"SE"}""")]
    [InlineData("beta in true", """{"beta":true}""", """{"beta":"true"}""")]
    [InlineData("beta in \"true\"", """{"beta":"true"}""", """{"beta":true}""")]
    [InlineData("age greaterThan 18", """{"age":19}""", """{"age":18}""")]
    [InlineData("age greaterThanOrEqual 18", """{"age":18}""", """{"age":17}""")]
    [InlineData("age lessThan 18.5", """{"age":18}""", """{"age":19}""")]
    [InlineData("age lessThanOrEqual 18", """{"age":18}""", """{"age":19}""")]
    [InlineData("email endsWith @example.com", """{"email":"a@example.com"}""", """{"email":"a@example.org"}""")]
    [InlineData("email startsWith a@", """{"email":"a@b"}""", """{"email":"b@b"}""")]
    [InlineData("email contains  x", """{"email":"axb"}""", """{"email":"ab"}""")]
    [InlineData("name2 in Ann Lee, Bob", """{"name2":"Ann Lee"}""", """{"name2":"Ann"}""")]
    [InlineData("email matches ^a.c$", """{"email":"abc"}""", """{"email":"abcd"}""")]
    [InlineData("email matches ^[a-z]{1,3}@x$", """{"email":"abc@x"}""", """{"email":"abcd@x"}""")]
    [InlineData("email matches [1]", """{"email":"a1"}""", """{"email":"a2"}""")]
    [InlineData("email matches [\"^a,\",\"b$\"]", """{"email":"ab"}""", """{"email":"ac"}""")]
    [InlineData("joined before 2026-01-01T00:00:00Z", """{"joined":"2025-01-01T00:00:00Z"}""", """{"joined":"2027-01-01T00:00:00Z"}""")]
    [InlineData("joined after 2026-01-01T00:00:00Z", """{"joined":"2027-01-01T00:00:00Z"}""", """{"joined":"2025-01-01T00:00:00Z"}""")]
    [InlineData("joined before 1767225600000", """{"joined":"2025-01-01T00:00:00Z"}""", """{"joined":1767225600000}""")]
    [InlineData("joined after 1767225600000", """{"joined":1767225600001}""", """{"joined":"2025-01-01T00:00:00Z"}""")]
    [InlineData("app semVerEqual 2.0.0", """{"app":"2.0"}""", """{"app":"2.0.1"}""")]
    [InlineData("app semVerLessThan 2.0.0", """{"app":"1.9.9"}""", """{"app":"2.0.0"}""")]
    [InlineData("app semVerGreaterThan 2.0.0", """{"app":"2.0.1"}""", """{"app":"2.0.0"}""")]
    [InlineData("/address/city in Oslo", """{"address":{"city":"Oslo"}}""", """{"address":{"city":"Bergen"}}""")]
    [InlineData("tags in [\"a,b\",7]", """{"tags":["x",7]}""", """{"tags":["7"]}""")]
    [InlineData("key in 123", """{"key":"123"}""", """{"key":"124"}""")]
    public void Parse_EachOperator_MatchesAsItReads(string text, string matching, string other)
    {
        var flag = TestFlags.WithFlag().Edit(new AddRule([ClauseText.Parse(text)], VariationShare.All(new VariationReference("false"))));

        flag.Problems.ShouldBeEmpty();
        flag.Serves(Context(matching)).ShouldBe("false");
        flag.Serves(Context(other)).ShouldBe("true");
    }

    [Fact]
    public void Parse_Kind_MatchesContextsOfThatKind()
    {
        var flag = TestFlags.WithFlag()
            .Edit(new AddRule([ClauseText.Parse("org:plan in gold")], VariationShare.All(new VariationReference("false"))));

        flag.Serves(EvaluationContext.Parse("""{"kind":"org","key":"o","plan":"gold"}""")).ShouldBe("false");
        flag.Serves(EvaluationContext.Parse("""{"kind":"user","key":"o","plan":"gold"}""")).ShouldBe("true");
    }

    [Theory]
    [InlineData("in segment s", "false", "true")]
    [InlineData("not in segment s", "true", "false")]
    public void Parse_Segment_MatchesItsMembers(string text, string member, string other)
    {
        var environment = TestFlags.Environment(
            $$$"""{"flags":{"f":{{{TestFlags.Flag}}}},"segments":{"s":{"key":"s","version":1,"included":["in"]} } }""");

        var flag = environment.Edit(new AddRule([ClauseText.Parse(text)], VariationShare.All(new VariationReference("false"))));

        flag.Serves(EvaluationContext.New("in")).ShouldBe(member);
        flag.Serves(EvaluationContext.New("out")).ShouldBe(other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("country")]
    [InlineData("country in")]
    [InlineData("country not in")]
    [InlineData("in segment")]
    [InlineData("age greaterThan old")]
    public void Parse_InvalidCondition_IsRefused(string text) => Should.Throw<FlagEditException>(() => ClauseText.Parse(text));

    [Fact]
    public void Parse_UnknownOperator_IsRefusedByTheValidation() => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(
                new AddRule([ClauseText.Parse("country is NO")], VariationShare.All(new VariationReference("false")))).RequireValid())
        .Message.ShouldContain("is not an operator");

    [Fact]
    public void ParseJson_Clause_IsReadAsFlagsAre()
    {
        var clause = ClauseText.ParseJson("""{"contextKind":"org","attribute":"plan","op":"in","values":["gold"],"negate":true}""");

        (clause.ContextKind, clause.Attribute, clause.OperatorName, clause.IsNegated).ShouldBe(("org", "plan", "in", true));
        Should.Throw<FlagEditException>(() => ClauseText.ParseJson("{"));
        Should.Throw<FlagEditException>(() => ClauseText.ParseJson("{},{}"));
    }

    private static EvaluationContext Context(string attributes) => EvaluationContext.Parse(
        attributes.Contains("\"key\"", StringComparison.Ordinal)
            ? attributes.Replace("{", """{"kind":"user",""", StringComparison.Ordinal)
            : """{"kind":"user","key":"u",""" + attributes[1..]);
}
