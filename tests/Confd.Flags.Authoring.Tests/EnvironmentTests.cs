using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

public sealed class EnvironmentTests
{
    private const string Staging =
        """
        {"flags":{
          "f":{"key":"f","version":9,"on":true,"salt":"staging","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},
            "prerequisites":[{"key":"g","variation":0}],"rules":[{"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}],"variation":1}]},
          "g":{"key":"g","version":3,"on":true,"salt":"g1","variations":["a"],"fallthrough":{"variation":0}}},
         "segments":{"s":{"key":"s","version":5,"included":["u"]}}}
        """;

    private const string Big = "{\"key\":\"vip\",\"version\":5,\"unbounded\":true,";

    private static readonly EnvironmentSnapshot Empty = TestFlags.Environment("""{"flags":{}}""");

    [Fact]
    public void Promote_WithReferences_WritesThemFirst()
    {
        var plan = FlagPromotion.Promote(TestFlags.Environment(Staging), Empty, [new(DataKind.Features, "f")], PromotedReferences.Follow);

        plan.Changes.Select(change => (change.Key, change.After.Version)).ShouldBe([("s", 1), ("g", 1), ("f", 1)]);
        plan.Serves(EvaluationContext.New("u")).ShouldBe("false");
        plan.Serves(EvaluationContext.New("v")).ShouldBe("true");
    }

    [Fact]
    public void Promote_ReferenceThatTheTargetLacks_IsRefused() => Should.Throw<FlagEditException>(
            () => FlagPromotion.Promote(TestFlags.Environment(Staging), Empty, [new(DataKind.Features, "f")], PromotedReferences.Require))
        .Message.ShouldBe("flag 'f' refers to flag 'g', which test does not have; promote that too");

    [Fact]
    public void Promote_ExistingFlag_IncrementsItsOwnVersionAndKeepsItsSalt()
    {
        var production = TestFlags.WithFlag(TestFlags.Flag.Replace("\"salt\":\"s\"", "\"salt\":\"production\"", StringComparison.Ordinal));

        var plan = FlagPromotion.Promote(
            TestFlags.WithFlag().Edit(new SwitchFlag(IsOn: false)).After,
            production, [new(DataKind.Features, "f")], PromotedReferences.Require);

        plan.Changes[0].After.Version.ShouldBe(5);
        plan.Json().ShouldContain("\"salt\":\"production\"");
        plan.Words().ShouldBe(["switch: off; was on: everyone gets false; before: everyone gets true"]);
    }

    [Theory]
    [InlineData(Big + "\"generation\":1}", "\"generation\":1")]
    [InlineData(Big + "\"unboundedContextKind\":\"org\",\"generation\":1}", "\"unboundedContextKind\":\"org\",\"generation\":1")]
    public void Promote_ExistingBigSegment_KeepsItsMembers(string stored, string kept)
    {
        var plan = FlagPromotion.Promote(
            Vip(Big + "\"included\":[\"u\"],\"generation\":3}"), Vip(stored), [new(DataKind.Segments, "vip")], PromotedReferences.Require);

        plan.Json().ShouldContain("\"included\":[\"u\"]");
        plan.Json().ShouldContain(kept);
        plan.Json().ShouldNotContain("\"generation\":3");
    }

    [Fact]
    public void Promote_NewBigSegment_HasNoMembersAndReportsIt()
    {
        var plan = FlagPromotion.Promote(
            Vip(Big + "\"generation\":3}"), Empty, [new(DataKind.Segments, "vip")], PromotedReferences.Require);

        plan.Json().ShouldNotContain("generation");
        plan.Problems.ShouldHaveSingleItem().ToString().ShouldContain("matches no context");
    }

    [Fact]
    public void Rename_BigSegment_IsRefused() =>
        Should.Throw<FlagEditException>(() => FlagRenaming.Rename(Vip(Big + "\"generation\":3}"), DataKind.Segments, "vip", "vips"))
            .Message.ShouldStartWith("segment 'vip' is a big segment");

    [Fact]
    public void Diff_BigSegmentsOfOtherGenerations_IsEmpty() =>
        EnvironmentDiff.Of(Vip(Big + "\"generation\":3}"), Vip(Big + "\"generation\":1}")).ShouldBeEmpty();

    [Fact]
    public void Diff_EnvironmentsWithOtherVersionsAndSalts_IsEmpty()
    {
        var other = TestFlags.Environment(
            Staging.Replace("\"version\":9", "\"version\":1", StringComparison.Ordinal).Replace("staging", "x", StringComparison.Ordinal));

        EnvironmentDiff.Of(TestFlags.Environment(Staging), other).ShouldBeEmpty();
    }

    [Fact]
    public void Diff_EnvironmentsThatDiffer_ListsTheDifferences()
    {
        var other = TestFlags.Environment(Staging).Edit(new SwitchFlag(IsOn: false)).After;
        var third = FlagAuthoring.Create(other, new FlagTemplate(DataKind.Segments, "t")).After;

        var differences = EnvironmentDiff.Of(TestFlags.Environment(Staging), third);

        differences.Select(difference => difference.Key).ShouldBe(["t", "f"]);
        differences[0].One.ShouldBeNull();
        differences[1].Meaning.ShouldHaveSingleItem().Text.ShouldStartWith("off; was on");
    }

    [Fact]
    public void Summary_OfFlags_NamesTheMostServedValue()
    {
        var flag = TestFlags.WithFlag().Edit(new SetRollout(ServePlace.Fallthrough, [new(new("true"), 12.5m), new(new("false"), 87.5m)]))
            .After.Find(DataKind.Features, "f").ShouldNotBeNull().ToFlag();

        FlagSummary.Of(flag).ShouldBe("87.5 % get false, 12.5 % get true");
        FlagSummary.Of(flag with { IsOn = false }).ShouldBe("everyone gets false");
    }

    private static EnvironmentSnapshot Vip(string segment) => TestFlags.Environment($"{{\"segments\":{{\"vip\":{segment}}}}}");
}
