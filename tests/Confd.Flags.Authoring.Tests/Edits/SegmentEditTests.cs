using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class SegmentEditTests
{
    private const string Flag =
        """
        {"key":"f","version":1,"on":true,"variations":["in","out"],"fallthrough":{"variation":1},
         "rules":[{"id":"r","variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}
        """;

    [Fact]
    public void Include_Users_AreMembers()
    {
        var plan = With().EditSegment(new ListInSegment(SegmentList.Included, "user", ["a"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("\"in\"");
        plan.Serves(EvaluationContext.New("b")).ShouldBe("\"out\"");
        plan.Words().ShouldBe(["users: a are in"]);
    }

    [Fact]
    public void Exclude_Member_IsNoLongerAMember()
    {
        var plan = With().EditSegment(
            new AddSegmentRule([]),
            new ListInSegment(SegmentList.Included, "org", ["acme"]),
            new ListInSegment(SegmentList.Excluded, "org", ["acme"]));

        plan.Serves(EvaluationContext.Builder("acme").Kind("org").Build()).ShouldBe("\"out\"");
        plan.Serves(EvaluationContext.Builder("other").Kind("org").Build()).ShouldBe("\"in\"");
        plan.Json().ShouldContain("""
            "includedContexts":[]
            """);
    }

    [Fact]
    public void Unlist_Member_IsNoLongerListed()
    {
        var plan = With().EditSegment(new ListInSegment(SegmentList.Included, "user", ["a", "b"])).After
            .EditSegment(new UnlistInSegment(SegmentList.Included, "user", ["a"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("\"out\"");
        plan.Serves(EvaluationContext.New("b")).ShouldBe("\"in\"");
        plan.Words().ShouldBe(["users: a are not named as in anymore"]);
    }

    [Fact]
    public void AddRule_WithShare_IncludesThatShare()
    {
        var plan = With().EditSegment(new AddSegmentRule([ClauseText.Parse("beta in true")]) { Percent = 25, Id = "quarter" });

        var served = plan.After.Count(10_000, number => EvaluationContext.Builder($"u{number}").Set("beta", true).Build());

        served["\"in\""].ShouldBeInRange(2350, 2650);
        plan.Serves(EvaluationContext.New("u")).ShouldBe("\"out\"");
        plan.Words().ShouldBe(["rule 'quarter': is new: if beta in true: 25 % of users are in"]);
    }

    [Fact]
    public void AddRule_ReferenceCycle_IsRefusedByTheValidation() => Should.Throw<FlagEditException>(
            () => With().EditSegment(new AddSegmentRule([ClauseText.Parse("in segment s")])).RequireValid())
        .Message.ShouldContain("lead back to the segment itself");

    [Fact]
    public void Include_BigSegment_IsRefused() => Should.Throw<FlagEditException>(
        () => With("""{"key":"s","version":1,"unbounded":true,"generation":1}""")
            .EditSegment(new ListInSegment(SegmentList.Included, "user", ["a"])));

    [Fact]
    public void Edit_OfFlags_IsRefusedForSegments() => Should.Throw<FlagEditException>(() => With().EditSegment(new SwitchFlag(IsOn: true)))
        .Message.ShouldBe("segment 's': this is a change of flags");

    private static EnvironmentSnapshot With(string segment = """{"key":"s","version":1,"salt":"x","own":1}""") =>
        TestFlags.Environment($$$"""{"flags":{"f":{{{Flag}}}},"segments":{"s":{{{segment}}}}} """);
}
