using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class RuleTests
{
    private static readonly EvaluationContext Norwegian = EvaluationContext.Builder("u").Set("country", "NO").Build();
    private static readonly IReadOnlyList<VariationShare> False = VariationShare.All(new VariationReference("false"));
    private static readonly IReadOnlyList<VariationShare> True = VariationShare.All(new VariationReference("true"));

    [Fact]
    public void Add_Rule_ServesWhomItMatches()
    {
        var plan = TestFlags.WithFlag().Edit(Rule("north", "country in NO,SE", False));

        plan.Serves(Norwegian).ShouldBe("false");
        plan.Serves(EvaluationContext.New("u")).ShouldBe("true");
        plan.Words().ShouldBe(["rule 'north': is new: if country in NO, SE: false"]);
    }

    [Fact]
    public void Add_BeforeAnother_IsEvaluatedFirst()
    {
        var plan = TestFlags.WithFlag().Edit(
            Rule("north", "country in NO", False), Rule("named", "key in u", True) with { Index = 0 });

        plan.Serves(Norwegian).ShouldBe("true");
    }

    [Fact]
    public void Move_Rule_ChangesWhichIsEvaluatedFirst()
    {
        var two = TestFlags.WithFlag().Edit(Rule("north", "country in NO", False), Rule("named", "key in u", True)).After;

        var plan = two.Edit(new MoveRule(new RuleReference("named"), 0));

        two.Serves(Norwegian).ShouldBe("false");
        plan.Serves(Norwegian).ShouldBe("true");
        plan.Words().ShouldBe(["rules: are evaluated in the order 'named', 'north'; was 'north', 'named'"]);
    }

    [Theory]
    [InlineData("north")]
    [InlineData("0")]
    [InlineData(":0")]
    public void Remove_RuleByIdentityOrPlace_IsRemoved(string name)
    {
        var plan = TestFlags.WithFlag().Edit(Rule("north", "country in NO", False)).After.Edit(new RemoveRule(new RuleReference(name)));

        plan.Serves(Norwegian).ShouldBe("true");
        plan.Words().ShouldBe(["rule 'north': is gone; it was: if country in NO: false"]);
    }

    [Fact]
    public void SetClauses_OfARule_KeepsWhatItServesAndItsOtherFields()
    {
        const string Flag =
            """
            {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"variation":0},"rules":[{"id":"r","own":[1],"clauses":[],"variation":1}]}
            """;

        var plan = TestFlags.WithFlag(Flag).Edit(new SetClauses(new RuleReference("r"), [ClauseText.Parse("country in SE")]));

        plan.Json().ShouldContain(
            """{"id":"r","own":[1],"clauses":[{"contextKind":"user","attribute":"country","op":"in","values":["SE"],"negate":false}]"""
            + ""","variation":1}""");
        plan.Serves(Norwegian).ShouldBe("true");
        plan.Words().ShouldBe(["rule 'r': if country in SE; was: if everyone"]);
    }

    [Theory]
    [InlineData("x", "it has no rule 'x'")]
    [InlineData("1", "it has no rule '1'")]
    public void Remove_UnknownRule_IsRefused(string name, string problem) => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(Rule("north", "country in NO", False)).After.Edit(new RemoveRule(new RuleReference(name))))
        .Message.ShouldContain(problem);

    [Fact]
    public void Add_ExistingIdentity_IsRefused() => Should.Throw<FlagEditException>(
        () => TestFlags.WithFlag().Edit(Rule("r", "key in a", False), Rule("r", "key in b", False)));

    [Fact]
    public void Add_UnknownSegment_IsRefused() => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(Rule("r", "in segment nope", False)))
        .Message.ShouldBe("flag 'f': there is no segment 'nope'; create it first");

    [Fact]
    public void Add_UnreachableRule_IsAWarning() => TestFlags.WithFlag()
        .Edit(Rule("wide", "country in NO,SE", False), Rule("narrow", "country in NO", True))
        .Problems.ShouldHaveSingleItem().ToString()
        .ShouldBe("$.flags.f.rules[1]: is never reached: the rule at 0 matches everything that it would match");

    private static AddRule Rule(string id, string clause, IReadOnlyList<VariationShare> shares) =>
        new([ClauseText.Parse(clause)], shares) { Id = id };
}
