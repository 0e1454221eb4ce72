using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class SetSegmentShareTests
{
    [Fact]
    public void Share_OfARuleWithoutAWeight_SplitsUsers()
    {
        var plan = With("").EditSegment(new SetSegmentShare(new RuleReference("r"), 12.5m));

        plan.Json().ShouldContain("\"weight\":12500,\"rolloutContextKind\":\"user\"");
        plan.Words().ShouldBe(["rule 'r': 12.5 % of users are in; was all"]);
    }

    [Fact]
    public void Share_OfARuleWithASplit_KeepsItsKindAndAttribute()
    {
        var plan = With(""","weight":1000,"rolloutContextKind":"org","bucketBy":"country","note":"x" """)
            .EditSegment(new SetSegmentShare(new RuleReference("r"), 50));

        plan.Json().ShouldContain("\"weight\":50000,\"rolloutContextKind\":\"org\",\"bucketBy\":\"country\",\"note\":\"x\"");
    }

    [Fact]
    public void Share_ByAPlainNameOfOldData_StillSplitsByThatName()
    {
        const string Plain = ""","weight":1000,"bucketBy":"/email" """;

        With(Plain).EditSegment(new SetSegmentShare(new RuleReference("r"), 1) { BucketBy = "/~1email" }).Changes.ShouldBeEmpty();
        With(Plain).EditSegment(new SetSegmentShare(new RuleReference("r"), 50)).Json().ShouldContain(
            "\"weight\":50000,\"bucketBy\":\"/email\"}");
    }

    [Fact]
    public void Share_OfAnotherSplit_UsesThat() => With(""","weight":1000,"rolloutContextKind":"org","bucketBy":"country" """)
        .EditSegment(new SetSegmentShare(new RuleReference("r"), 1) { ContextKind = "user", BucketBy = "email" })
        .Json().ShouldContain("\"rolloutContextKind\":\"user\",\"bucketBy\":\"email\"");

    [Fact]
    public void Share_OfAll_RemovesTheWeight() =>
        With(""","weight":1000 """).EditSegment(new SetSegmentShare(new RuleReference("r"), null)).Json().ShouldNotContain("weight");

    [Fact]
    public void Share_OfAllAndASplit_IsRefused() => Should.Throw<FlagEditException>(
        () => With("").EditSegment(new SetSegmentShare(new RuleReference("r"), null) { BucketBy = "email" }))
        .Message.ShouldContain("a rule that takes all contexts splits none");

    [Theory]
    [InlineData(100.5)]
    [InlineData(-1)]
    [InlineData(0.0001)]
    public void Share_OutOfRange_IsRefused(double percent) => Should.Throw<FlagEditException>(
        () => With("").EditSegment(new SetSegmentShare(new RuleReference("r"), (decimal)percent)));

    [Fact]
    public void Share_OfAnUnknownRule_IsRefused() => Should.Throw<FlagEditException>(
        () => With("").EditSegment(new SetSegmentShare(new RuleReference("other"), 1))).Message.ShouldContain("it has no rule 'other'");

    private static EnvironmentSnapshot With(string more)
    {
        var rule = """{"id":"r","clauses":[{"contextKind":"user","attribute":"beta","op":"in","values":[true]}]""" + more + "}";
        return TestFlags.Environment(
            """{"flags":{},"segments":{"s":{"key":"s","version":1,"salt":"s","rules":[""" + rule + "]}}}");
    }
}
