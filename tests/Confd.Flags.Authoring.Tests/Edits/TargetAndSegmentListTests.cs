using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

/// <summary>Target and segment lists as other programs write them: without defaults, and with users among the contexts.</summary>
public sealed class TargetAndSegmentListTests
{
    private const string Member =
        """
        {"key":"f","version":1,"on":true,"variations":["in","out"],"fallthrough":{"variation":1},
         "rules":[{"id":"r","variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}
        """;

    private static readonly EvaluationContext Ann = EvaluationContext.New("ann");
    private static readonly EvaluationContext Acme = EvaluationContext.Builder("acme").Kind("org").Build();

    [Theory]
    [InlineData("""{"contextKind":"user","values":["ann","bob"]}""")]
    [InlineData("""{"values":["ann","bob"]}""")]
    public void Exclude_UserListedUnderContexts_IsExcluded(string list)
    {
        var plan = Segment($$"""{"key":"s","version":1,"includedContexts":[{{list}}]}""")
            .EditSegment(new ListInSegment(SegmentList.Excluded, "user", ["ann"]));

        plan.Serves(Ann).ShouldBe("\"out\"");
        plan.Serves(EvaluationContext.New("bob")).ShouldBe("\"in\"");
    }

    [Fact]
    public void Unlist_KindWithTwoLists_RemovesTheKeyFromBoth()
    {
        var plan = Segment(
            """
            {"key":"s","version":1,"includedContexts":[{"contextKind":"org","values":["acme"]},{"contextKind":"org","values":["acme","b"]}]}
            """).EditSegment(new UnlistInSegment(SegmentList.Included, "org", ["acme"]));

        plan.Serves(Acme).ShouldBe("\"out\"");
        plan.Json().ShouldContain("\"includedContexts\":[{\"contextKind\":\"org\",\"values\":[\"b\"]}]");
    }

    [Fact]
    public void Unlist_KeyThatIsOnNoList_PlansNothing() =>
        Segment("""{"key":"s","version":1}""")
            .EditSegment(new UnlistInSegment(SegmentList.Included, "org", ["acme"]))
            .Changes.ShouldBeEmpty();

    [Fact]
    public void List_KeyThatIsListed_IsListedOnce() =>
        Segment("""{"key":"s","version":1,"included":["ann"]}""")
            .EditSegment(new ListInSegment(SegmentList.Included, "user", ["ann", "bob", "bob"]))
            .Json().ShouldContain("\"included\":[\"ann\",\"bob\"]");

    [Theory]
    [InlineData("kind")]
    [InlineData("multi")]
    [InlineData("a b")]
    public void List_InvalidKind_IsRefused(string kind) =>
        Should.Throw<FlagEditException>(
                () => Segment("""{"key":"s","version":1}""").EditSegment(new ListInSegment(SegmentList.Included, kind, ["x"])))
            .Message.ShouldStartWith("segment 's': there is no such kind of context: ");

    [Fact]
    public void AddSegmentRule_SplitWithoutAShare_IsRefused() =>
        Should.Throw<FlagEditException>(
                () => Segment("""{"key":"s","version":1}""").EditSegment(new AddSegmentRule([]) { BucketBy = "country" }))
            .Message.ShouldBe("segment 's': a rule that takes all contexts splits none: give the share too");

    [Theory]
    [InlineData(-0.001)]
    [InlineData(100.001)]
    [InlineData(0.0001)]
    public void AddSegmentRule_ShareOutOfRange_IsRefused(double percent) =>
        Should.Throw<FlagEditException>(
            () => Segment("""{"key":"s","version":1}""").EditSegment(new AddSegmentRule([]) { Percent = (decimal)percent }));

    [Fact]
    public void Untarget_ListWithoutAVariation_IsTheListOfTheFirst()
    {
        var plan = Target("\"targets\":[{\"values\":[\"ann\",\"bob\"]}]").Edit(
            new UntargetContexts(VariationReference.At(0), "user", ["ann"]));

        plan.Serves(Ann).ShouldBe("\"rest\"");
        plan.Serves(EvaluationContext.New("bob")).ShouldBe("\"first\"");
    }

    [Fact]
    public void Target_ExistingListWithoutAVariation_IsExtended()
    {
        var plan = Target("\"targets\":[{\"values\":[\"ann\"]}]").Edit(
            new TargetContexts(VariationReference.At(0), "user", ["bob"]), new TargetContexts(VariationReference.At(0), "org", ["acme"]));

        foreach (var context in new[] { Ann, EvaluationContext.New("bob"), Acme })
        {
            plan.Serves(context).ShouldBe("\"first\"");
        }

        plan.Json().ShouldNotContain("\"variation\":null");
        plan.After.Edit(new TargetContexts(VariationReference.At(0), "org", ["acme"])).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void SetRollout_WeightWithoutAVariation_KeepsItsOtherFields() =>
        Target("\"x\":1", """{"rollout":{"variations":[{"weight":40000,"untracked":true},{"variation":1,"weight":60000}]}}""")
            .Edit(new SetRollout(ServePlace.Fallthrough, [new(VariationReference.At(1), 70), new(VariationReference.At(0), 30)]))
            .Json().ShouldContain(
                """{"variations":[{"weight":30000,"untracked":true,"variation":0},{"variation":1,"weight":70000}]}""");

    private static EnvironmentSnapshot Segment(string segment) =>
        TestFlags.Environment($$$"""{"flags":{"f":{{{Member}}}},"segments":{"s":{{{segment}}}}} """);

    private static EnvironmentSnapshot Target(string lists, string serve = """{"variation":1}""") => TestFlags.WithFlag(
        $$"""{"key":"f","version":1,"on":true,"variations":["first","rest"],"fallthrough":{{serve}},{{lists}}}""");
}
