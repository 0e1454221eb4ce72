using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class RuleReferenceTests
{
    [Theory]
    [InlineData("a", 0)]
    [InlineData(":0", 0)]
    [InlineData("2", 2)]
    [InlineData(":2", 2)]
    [InlineData("1", 1)]
    public void Find_ByIdentityOrIndex_IsThatRule(string name, int index) =>
        Rest(Remove(name)).ShouldBe(new[] { "a", "1", null }.Where((_, other) => other != index));

    [Fact]
    public void Find_IdentityThatLooksLikeAnIndex_WinsOverTheIndex() =>
        Rest(Remove("1", """{"id":"1","clauses":[]}""", """{"id":"x","clauses":[]}""")).ShouldBe(["x"]);

    [Theory]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData(":0")]
    public void Add_IdentityThatLooksLikeAnIndex_IsRefused(string id) =>
        Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(new AddRule([], VariationShare.All(new VariationReference(":0"))) { Id = id }))
            .Message.ShouldBe($"flag 'f': '{id}' cannot be the id of a rule: it would be read as an index; add a letter");

    [Fact]
    public void Find_ByIndexOnly_IgnoresIdentities() =>
        Rest(TestFlags.WithFlag(
            """{"key":"f","version":1,"variations":[true],"rules":[{"id":":1","clauses":[]},{"id":"x","clauses":[]}]}""")
            .Edit(new RemoveRule(RuleReference.At(1)))).ShouldBe([":1"]);

    [Theory]
    [InlineData("a", 0)]
    [InlineData(":1", 1)]
    [InlineData("2", 2)]
    [InlineData("b", null)]
    [InlineData("3", null)]
    public void Find_AmongIdentities_IsItsIndex(string name, int? index) =>
        new RuleReference(name).Find(["a", "b", "b"]).ShouldBe(index);

    [Fact]
    public void Find_AmbiguousIdentity_RequiresTheIndex() =>
        Refused("r", """{"id":"r","clauses":[]}""", """{"id":"r","clauses":[]}""")
            .ShouldBe("flag 'f': 2 rules have the identity 'r'; name one by its index from 0");

    [Theory]
    [InlineData("3")]
    [InlineData(":3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("::1")]
    [InlineData("99999999999")]
    [InlineData("A")]
    public void Find_UnknownRule_ListsTheExistingOnes(string name) =>
        Refused(name).ShouldBe($"flag 'f': it has no rule '{name}'; name one by its identity, or by its index from 0 to 2");

    [Fact]
    public void Find_FlagWithoutRules_ReportsThatThereAreNone() =>
        Should.Throw<FlagEditException>(() => TestFlags.WithFlag().Edit(new RemoveRule(new RuleReference("0"))))
            .Message.ShouldBe("flag 'f': it has no rules");

    [Theory]
    [InlineData(0, "a", "b", "c")]
    [InlineData(2, "b", "c", "a")]
    public void Move_ToFirstOrLast_ShiftsTheOthers(int index, params string[] order) =>
        Rest(Letters().Edit(new MoveRule(new RuleReference("a"), index))).ShouldBe(index == 0 ? ["a", "b", "c"] : order);

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Move_BeyondTheList_IsRefused(int index) =>
        Should.Throw<FlagEditException>(() => Letters().Edit(new MoveRule(new RuleReference("a"), index)))
            .Message.ShouldBe("flag 'f': the index of a rule is from 0 to 2");

    [Fact]
    public void Add_AfterTheLast_IsAcceptedAndOneFurtherIsRefused()
    {
        Rest(Letters().Edit(Rule(3))).ShouldBe(["a", "b", "c", "d"]);
        Should.Throw<FlagEditException>(() => Letters().Edit(Rule(4))).Message.ShouldContain("from 0 to 3");
    }

    private static AddRule Rule(int index) =>
        new([ClauseText.Parse("key in x")], VariationShare.All(VariationReference.At(0))) { Id = "d", Index = index };

    private static EnvironmentSnapshot Letters() => WithRules(
        """{"id":"a","clauses":[],"variation":0}""",
        """{"id":"b","clauses":[],"variation":0}""",
        """{"id":"c","clauses":[],"variation":0}""");

    private static string Refused(string name, params string[] rules) =>
        Should.Throw<FlagEditException>(() => Remove(name, rules)).Message;

    private static FlagPlan Remove(string name, params string[] rules) => WithRules(rules is []
        ? ["""{"id":"a","clauses":[]}""", """{"id":"1","clauses":[]}""", """{"clauses":[]}"""]
        : rules).Edit(new RemoveRule(new RuleReference(name)));

    private static EnvironmentSnapshot WithRules(params string[] rules) => TestFlags.WithFlag(
        $$"""
        {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"variation":0},"rules":[{{string.Join(',', rules)}}]}
        """);

    // What the plan leaves: the identities in order.
    private static IEnumerable<string?> Rest(FlagPlan plan) =>
        plan.After.Find(Storage.DataKind.Features, "f")!.ToFlag().Rules.Select(rule => rule.Id);
}
