using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Events.Tests;

public sealed class EvaluationEventTests : SenderTestBase
{
    private const string Untracked = """{"version":3}""";
    private const string Tracked = """{"version":3,"trackEvents":true}""";

    [Fact]
    public async Task Add_UntrackedFlag_SendsTheContextAndASummary()
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", Untracked, value: "x"));

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(["index", "summary"]);
        post.Single("index").ToString().ShouldBe("""{"kind":"index","creationDate":1767225600000,"context":{"kind":"user","key":"u1"}}""");
        post.Single("summary").ToString().ShouldBe(
            """{"kind":"summary","startDate":1767225600000,"endDate":1767225600000"""
            + ""","features":{"a":{"default":"default","counters":[{"value":"x","variation":0,"version":3,"count":1}]"""
            + ""","contextKinds":["user"]}}}""");
    }

    [Fact]
    public async Task Add_ManyEvaluations_AreCountedByVersionAndVariation()
    {
        await using var sender = Sender();
        var org = EvaluationContext.New("org", "o");
        sender.Add(Evaluation("a", Untracked, value: "x"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        sender.Add(Evaluation("a", Untracked, value: "x"));
        sender.Add(Evaluation("a", Untracked, value: "y", variation: 1, context: org));
        sender.Add(Evaluation("a", """{"version":4}""", value: "x"));
        sender.Add(
            Evaluation(
                "a", Untracked, value: "default", variation: null, reason: EvaluationReason.Error(EvaluationErrorKind.MalformedFlag)));
        sender.Add(
            Evaluation(
                "unknown", null, value: "default", variation: null, reason: EvaluationReason.Error(EvaluationErrorKind.FlagNotFound)));

        var summary = (await FlushAsync(sender)).Single("summary");

        (summary.GetProperty("endDate").GetInt64() - summary.GetProperty("startDate").GetInt64()).ShouldBe(2000);
        summary.GetProperty("features").GetProperty("a").ToString().ShouldBe(
            """{"default":"default","counters":[{"value":"x","variation":0,"version":3,"count":2},"""
            + """{"value":"y","variation":1,"version":3,"count":1},{"value":"x","variation":0,"version":4,"count":1},"""
            + """{"value":"default","version":3,"count":1}],"contextKinds":["org","user"]}""");
        summary.GetProperty("features").GetProperty("unknown").ToString().ShouldBe(
            """{"default":"default","counters":[{"value":"default","unknown":true,"count":1}],"contextKinds":["user"]}""");
    }

    [Fact]
    public async Task Flush_Again_SendsOnlyWhatIsNew()
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", Untracked, value: "x"));
        await FlushAsync(sender);
        sender.Add(Evaluation("a", Untracked, value: "x"));

        (await FlushAsync(sender)).Kinds.ShouldBe(["summary"]);
        await sender.FlushAsync(Cancellation);
        Service.Waiting.ShouldBe(0);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, ""","reason":{"kind":"FALLTHROUGH"}""")]
    public async Task Add_TrackedFlag_SendsEachEvaluation(bool includesReason, string reason)
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", Tracked, value: "x", includesReason: includesReason));

        (await FlushAsync(sender)).Single("feature").ToString().ShouldBe(
            $$$"""{"kind":"feature","creationDate":1767225600000,"context":{"kind":"user","key":"u1"},"key":"a","version":3,"variation":0"""
                + $$$""","value":"x","default":"default"{{{reason}}}}""");
    }

    [Fact]
    public async Task Add_Prerequisite_NamesItsParentAndHasNoDefault()
    {
        await using var sender = Sender();
        sender.Add(Evaluation("b", Tracked, value: 7, prerequisiteOf: "a"));

        (await FlushAsync(sender))
            .Single("feature")
            .ToString()
            .ShouldEndWith(""","key":"b","version":3,"variation":0,"value":7,"prereqOf":"a"}""");
    }

    [Theory]
    [InlineData("""{"version":3,"trackEventsFallthrough":true}""", EvaluationReasonKind.Fallthrough, null, false, true)]
    [InlineData("""{"version":3,"trackEventsFallthrough":true}""", EvaluationReasonKind.Off, null, false, false)]
    [InlineData("""{"version":3,"rules":[{"trackEvents":true}]}""", EvaluationReasonKind.RuleMatch, 0, false, true)]
    [InlineData("""{"version":3,"rules":[{"trackEvents":false}]}""", EvaluationReasonKind.RuleMatch, 0, false, false)]
    [InlineData("""{"version":3}""", EvaluationReasonKind.Fallthrough, null, true, true)]
    public async Task Add_ExperimentData_IsSentWithItsReason(
        string flag, EvaluationReasonKind kind, int? rule, bool isInExperiment, bool isSent)
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", flag, reason: new() { Kind = kind, RuleIndex = rule, IsInExperiment = isInExperiment }));

        var post = await FlushAsync(sender);

        post.Kinds.Contains("feature").ShouldBe(isSent);
        if (isSent)
        {
            post.Single("feature").TryGetProperty("reason", out _).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0.99, true)]
    [InlineData(10, 0.09, true)]
    [InlineData(10, 0.1, false)]
    public async Task Add_SamplingRatio_SendsOneOfThatMany(long ratio, double drawn, bool isSent)
    {
        await using var sender = Sender(new FlagEventOptions { Random = () => drawn });
        sender.Add(Evaluation("a", $$"""{"version":3,"trackEvents":true,"samplingRatio":{{ratio}}}"""));

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(isSent ? ["index", "feature", "summary"] : ["index", "summary"]);
        if (isSent)
        {
            post.Single("feature").TryGetProperty("samplingRatio", out _).ShouldBe(ratio != 1);
        }
    }

    [Fact]
    public async Task Add_FlagThatIsExcludedFromSummaries_IsNotCounted()
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", """{"version":3,"excludeFromSummaries":true}"""));

        (await FlushAsync(sender)).Kinds.ShouldBe(["index"]);
    }

    [Theory]
    [InlineData(60_000, 0, true)]
    [InlineData(-1, 0, false)]
    [InlineData(60_000, 59_000, true)]
    [InlineData(60_000, 61_000, false)]
    public async Task Add_DebuggedFlag_IsSentUntilTheTimeByEitherClock(long untilIn, long serviceIsAhead, bool isSent)
    {
        await using var sender = Sender();
        if (serviceIsAhead > 0)
        {
            Service.Time = Clock.GetUtcNow().AddMilliseconds(serviceIsAhead);
            sender.Add(Custom("first"));
            await FlushAsync(sender);
        }

        sender.Add(
            Evaluation(
                "a", $$"""{"version":3,"debugEventsUntilDate":{{Clock.GetUtcNow().ToUnixTimeMilliseconds() + untilIn}}}""", value: "x"));

        (await FlushAsync(sender)).Kinds.Contains("debug").ShouldBe(isSent);
    }

    [Fact]
    public async Task Add_DebuggedAnonymousContext_KeepsItsAttributes()
    {
        var context = EvaluationContext.Builder("u1").Anonymous().Set("plan", "gold").Build();
        await using var sender = Sender();
        sender.Add(
            Evaluation(
                "a",
                $$"""{"version":3,"trackEvents":true,"debugEventsUntilDate":{{Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1}}}""",
                context));

        var post = await FlushAsync(sender);

        post.Single("debug").GetProperty("context").ToString().ShouldBe("""{"kind":"user","key":"u1","anonymous":true,"plan":"gold"}""");
        post.Single("feature").GetProperty("context").ToString().ShouldBe(
            """{"kind":"user","key":"u1","anonymous":true,"_meta":{"redactedAttributes":["plan"]}}""");
    }
}
