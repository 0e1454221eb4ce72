using System.Text;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Tests.Meaning;

public sealed class FlagSummaryTests
{
    [Theory]
    [InlineData("""{"on":false,"variations":[1,2],"offVariation":1}""", "everyone gets 2")]
    [InlineData("""{"on":false,"variations":[1,2]}""", "everyone gets the caller's default")]
    [InlineData("""{"on":true,"variations":[1,2],"fallthrough":{"variation":0}}""", "everyone gets 1")]
    [InlineData("""{"on":true,"variations":[1],"fallthrough":{}}""", "everyone gets the caller's default (MALFORMED_FLAG)")]
    [InlineData(
        """{"on":true,"variations":[1,2],"fallthrough":{"variation":0},"rules":[{"variation":1,"clauses":[]}]}""",
        "most get 1; 1 rule")]
    [InlineData(
        """
        {"on":true,"variations":[1,2],"fallthrough":{"variation":0},"prerequisites":[{"key":"g","variation":0},{"key":"h","variation":0}],
         "targets":[{"values":["a","b"],"variation":1},{"values":[],"variation":0}]}
        """,
        "most get 1; 2 prerequisites, 2 targets")]
    public void Of_Flag_NamesTheMostServedValueAndTheRest(string json, string summary) => FlagSummary.Of(Read(json)).ShouldBe(summary);

    [Fact]
    public void CountTargets_UsersBesideOtherKinds_CountsOnlyListsThatAreEvaluated()
    {
        const string Lists = "\"targets\":[{\"values\":[\"a\",\"b\"],\"variation\":0},{\"values\":[\"c\"],\"variation\":1}]";

        FlagSummary.CountTargets(Read($$"""{"variations":[1,2],{{Lists}}}""")).ShouldBe(3);
        FlagSummary.CountTargets(Read(
            $$"""
            {"variations":[1,2],{{Lists}},"contextTargets":[{"contextKind":"org","values":["acme"],"variation":0},
             {"contextKind":"user","values":[],"variation":0}]}
            """)).ShouldBe(3);
    }

    [Fact]
    public void SharesOf_RolloutThatNamesAVariationTwice_AddsThemUp()
    {
        var flag = Read(
            """
            {"variations":[1,2],"fallthrough":{"rollout":{"variations":
             [{"variation":0,"weight":20000},{"variation":1,"weight":30000},{"variation":0,"weight":50000}]}}}
            """);

        FlagSummary.SharesOf(flag.Fallthrough).OrderBy(share => share.Key).Select(share => share.Value).ShouldBe([70_000, 30_000]);
    }

    private static FeatureFlag Read(string json) => FlagJson.Parse(Encoding.UTF8.GetBytes(json), "f");
}
