using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Authoring.Tests;

public sealed class ExplanationTests
{
    private const string Environment =
        """
        {"flags":{
          "f":{"key":"f","version":1,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"prerequisites":[{"key":"g","variation":0}],
            "targets":[{"values":["named"],"variation":1}],
            "rules":[
              {"id":"north","variation":1,"clauses":[{"attribute":"country","op":"in","values":["NO"]},{"attribute":"age","op":"greaterThan","values":[18]}]},
              {"variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["beta"]}]}],
            "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]}}},
          "g":{"key":"g","version":1,"on":true,"variations":["a","b"],"fallthrough":{"variation":0}}},
         "segments":{"beta":{"key":"beta","version":1,"included":["member"],"rules":[{"clauses":[{"attribute":"beta","op":"in","values":[true]}]}]}}}
        """;

    [Fact]
    public void Explain_Fallthrough_ListsEachStep()
    {
        Explain("""{"kind":"user","key":"u","country":"NO","age":7}""").ShouldBe(
        [
            "flag f is on",
            "  needs flag g to serve a: met",
            "    flag g is on",
            "      serves a (no target and no rule matches)",
            "  rule 'north': does not match",
            "    country in NO: yes, it is NO",
            "    age greaterThan 18: no, it is 7",
            "  rule :1: does not match",
            "    in segment beta: no",
            "      segment beta: is not in it",
            "        rule :0: is not in",
            "          beta in true: no, the context has none",
            Share("u"),
            Conclusion("u"),
        ]);
    }

    [Fact]
    public void Explain_Target_EvaluatesNoRule()
    {
        var lines = Explain("""{"kind":"user","key":"named"}""");

        lines.ShouldNotContain(line =>
            line.Contains("rule", StringComparison.Ordinal)
                && line.Contains("match", StringComparison.Ordinal)
                && line.StartsWith("  rule", StringComparison.Ordinal));
        lines[^1].ShouldBe("  serves false (the context is named as a target)");
    }

    [Fact]
    public void Explain_MemberOfASegment_ReportsTheMembership() =>
        Explain("""{"kind":"user","key":"member"}""").ShouldContain("      segment beta: is in it");

    // What is said of a big segment is what programs decide by.
    [Theory]
    [InlineData("in", 0, "on", "")]
    [InlineData("out", 0, "off", "")]
    [InlineData("in", 10, "on", " by a list of members that may be out of date (STALE)")]
    [InlineData("broken", 0, "off", " as far as is known: its list of members cannot be read (STORE_ERROR)")]
    [InlineData(null, 0, "off", " as far as is known: it is a big segment, and there is no list of its members here (NOT_CONFIGURED)")]
    public async Task Explain_BigSegment_TellsOfItsMembers(string? store, int minutesOld, string served, string known)
    {
        var environment = TestFlags.Environment(
            """
            {"flags":{"b":{"key":"b","version":1,"on":true,"variations":["off","on"],"fallthrough":{"variation":0},
              "rules":[{"id":"r","variation":1,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}},
             "segments":{"big":{"key":"big","version":1,"unbounded":true,"unboundedContextKind":"org","generation":3}}}
            """);
        var context = EvaluationContext.Parse("""{"kind":"multi","user":{"key":"u"},"org":{"key":"acme"}}""");
        var clock = new FakeTimeProvider();
        await using var members = store is null ? null : new Members(store, clock.GetUtcNow() - TimeSpan.FromMinutes(minutesOld));

        var step = await Explanation.EvaluateAsync(
            environment.ToSet(), "b", context, members, clock, Cancellation);

        var lines = Explanation.Of(step, environment);
        lines[^1].ShouldStartWith($"  serves {served} (");
        lines.ShouldContain($"      segment big: {(served == "on" ? "is in it" : "is not in it")}{known}");
    }

    [Fact]
    public void Explain_UnknownFlag_ReportsThatItDoesNotExist() =>
        Evaluator().Explain("nope", EvaluationContext.New("u")).Exists.ShouldBeFalse();

    [Theory]
    [InlineData("f")]
    [InlineData("nope")]
    public void Explain_InvalidContext_ReportsItAndNothingOfTheFlag(string flag) =>
        Explanation.Of(Evaluator().Explain(flag, EvaluationContext.New("")), TestFlags.Environment(Environment)).ShouldBe(
        [
            $"flag {flag} is not evaluated: the context is invalid",
            "  serves the caller's default (ERROR(USER_NOT_SPECIFIED))",
        ]);

    [Theory]
    [InlineData("none", "$.flags.none.fallthrough: serves nothing")]
    [InlineData("index", "$.flags.index.fallthrough.variation: is 7")]
    [InlineData("off", "$.flags.off.offVariation: is 3")]
    [InlineData("attribute", "$.flags.attribute.rules[0].clauses[0].attribute: an attribute reference is empty")]
    [InlineData("cycle", "$.flags.cycle")]
    [InlineData("segment", "$.segments.s")]
    [InlineData("needs-index", "$.flags.index.fallthrough.variation: is 7")]
    public void Explain_MalformedFlag_NamesTheProblem(string flag, string expected)
    {
        var lines = ExplainBroken(flag);

        lines.ShouldContain(line => line.EndsWith("serves the caller's default (ERROR(MALFORMED_FLAG))", StringComparison.Ordinal));
        lines[^1].ShouldStartWith("  " + expected);
        lines.Count(line => line.TrimStart().StartsWith('$')).ShouldBe(1);
    }

    [Fact]
    public void Explain_PrerequisiteThatCannotBeRead_IsNotReportedAsMissing() => ExplainBroken("needs-unreadable").ShouldBe(
    [
        "flag needs-unreadable is on",
        "  needs flag unreadable to serve variation :0: it cannot be read",
        "  serves the caller's default (the prerequisite unreadable is not met)",
        "  $.flags.unreadable.fallthrough: found a boolean where an object is expected",
    ]);

    [Fact]
    public void Explain_PrerequisiteThatIsMissing_HasNoProblem() =>
        ExplainBroken("needs-missing")[1..].ShouldBe(
        [
            "  needs flag missing to serve variation :0: there is no such flag",
            "  serves the caller's default (the prerequisite missing is not met)",
        ]);

    [Theory]
    [InlineData("""{"kind":"user","key":"u"}""")]
    [InlineData("""{"kind":"user","key":"named"}""")]
    [InlineData("""{"kind":"user","key":"member"}""")]
    [InlineData("""{"kind":"org","key":"o"}""")]
    [InlineData("""{"kind":"user","key":"x","country":"NO","age":19}""")]
    public void Explain_AnyContext_EndsAsTheEvaluationDoes(string json)
    {
        var context = EvaluationContext.Parse(json);

        var step = Evaluator().Explain("f", context);

        var detail = Evaluator().Evaluate("f", context, FlagValue.Null);
        step.Variation.ShouldBe(detail.VariationIndex);
        step.Reason.ShouldBe(detail.Reason);
    }

    private static List<string> ExplainBroken(string flag)
    {
        static string Flag(string key, string more, string serve = "{\"variation\":0}", bool isOn = true) => $$"""
            "{{key}}":{"version":1,"on":{{(isOn ? "true" : "false")}},"variations":[1],"fallthrough":{{serve}}{{more}}}
            """;
        static string Needs(string key) => $$"""
            ,"prerequisites":[{"key":"{{key}}","variation":0}]
            """;
        static string Matches(string clause) => $$"""
            ,"rules":[{"variation":0,"clauses":[{{clause}}]}]
            """;
        string[] flags =
        [
            Flag("none", "", "{}"),
            Flag("index", "", "{\"variation\":7}"),
            Flag("off", ",\"offVariation\":3", isOn: false),
            Flag("attribute", Matches("""{"attribute":"","op":"in","contextKind":"user","values":["a"]}""")),
            Flag("cycle", Needs("cycle")),
            Flag("segment", Matches("""{"attribute":"","op":"segmentMatch","values":["s"]}""")),
            Flag("unreadable", "", "true"),
            Flag("needs-index", Needs("index")),
            Flag("needs-unreadable", Needs("unreadable")),
            Flag("needs-missing", Needs("missing")),
        ];
        var environment = TestFlags.Environment(
            "{\"flags\":{" + string.Join(',', flags) + """
            },"segments":{"s":{"version":1,"rules":[{"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}}}
            """);
        return [.. Explanation.Of(environment.ToSet().CreateEvaluator().Explain(flag, EvaluationContext.New("u")), environment)];
    }

    private static IReadOnlyList<string> Explain(string context) =>
        Explanation.Of(Evaluator().Explain("f", EvaluationContext.Parse(context)), TestFlags.Environment(Environment));

    private static Evaluator Evaluator() => TestFlags.Environment(Environment).ToSet().CreateEvaluator();

    private static string Share(string user)
    {
        var bucket = Evaluator().Explain("f", EvaluationContext.New(user)).Steps[^1].Bucket!.Value * 100;
        return FormattableString.Invariant($"  its place in the rollout is {bucket:0.###} % (by {user}): {Served(user)}");
    }

    private sealed class Members(string member, DateTimeOffset synchronizedOn) : IBigSegmentStore
    {
        public Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken) =>
            contextHash != BigSegmentMembership.HashContextKey("acme") ? throw new InvalidOperationException()
            : member == "broken" ? throw new FlagStoreException("broken")
            : Task.FromResult(member == "in" ? new(["big.g3"], []) : BigSegmentMembership.None);

        public Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken) =>
            Task.FromResult<DateTimeOffset?>(synchronizedOn);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static string Conclusion(string user) => $"  serves {Served(user)} (no target and no rule matches)";

    private static string Served(string user) => Evaluator().Evaluate("f", EvaluationContext.New(user), FlagValue.Null).Value.ToString();
}
