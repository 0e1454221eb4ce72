using System.Globalization;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>The steps of an evaluation as Explain lists them.</summary>
public sealed class ExplainTests
{
    private const string Data = """
        {"flags":{
           "f":{"key":"f","on":true,"salt":"salt","variations":["a","b"],"offVariation":1,
                "prerequisites":[{"key":"g","variation":1}],
                "rules":[{"id":"north","variation":0,"clauses":[{"attribute":"country","op":"in","values":["NO"]},
                                                                {"attribute":"age","op":"greaterThan","values":[18]}]},
                         {"variation":0,"clauses":[{"attribute":"country","op":"segmentMatch","values":["gone","s"]}]},
                         {"variation":0,"clauses":[{"contextKind":"org","attribute":"plan","op":"in","values":["pro"]}]},
                         {"variation":0,"clauses":[{"attribute":"kind","op":"in","values":["device"]}]}],
                "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":0},{"variation":1,"weight":100000}]}}},
           "g":{"key":"g","on":true,"variations":["a","b"],"fallthrough":{"variation":1}},
           "off":{"key":"off","variations":["a"]},
           "needsNone":{"key":"needsNone","on":true,"variations":["a","b"],"offVariation":1,"prerequisites":[{"key":"none","variation":0}]},
           "needsOff":{"key":"needsOff","on":true,"variations":["a","b"],"offVariation":1,"prerequisites":[{"key":"off","variation":0}]},
           "orgs":{"key":"orgs","on":true,"salt":"salt","variations":["a","b"],
                   "fallthrough":{"rollout":{"contextKind":"org","variations":[{"variation":1,"weight":100000}]}}},
           "share":{"key":"share","on":true,"variations":["a","b"],"fallthrough":{"variation":1},
                    "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["some"]}]}]},
           "malformed":{"key":"malformed","on":true,"variations":["a"],"fallthrough":{"variation":0},
                        "rules":[{"variation":0,"clauses":[{"attribute":"","op":"in","values":[1]}]}]},
           "big":{"key":"big","on":true,"variations":["a","b"],"fallthrough":{"variation":1},
                  "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["many"]}]}]}},
         "segments":{
           "s":{"key":"s","salt":"salt","rules":[{"id":"beta","clauses":[{"attribute":"beta","op":"in","values":[true]}]},
                                                 {"clauses":[],"weight":0}]},
           "some":{"key":"some","salt":"salt","rules":[{"weight":70000,"rolloutContextKind":"org","bucketBy":"plan"}]},
           "many":{"key":"many","unbounded":true,"generation":1}}}
        """;

    [Fact]
    public void Explain_FlagWithEverything_ListsEachStepInOrder()
    {
        var context = EvaluationContext.Builder("u").Set("country", "NO").Set("age", 7).Build();

        Lines("f", context).ShouldBe(
        [
            "Flag f holds -> FALLTHROUGH 1",
            "  Prerequisite g #1 holds",
            "    Flag g holds -> FALLTHROUGH 1",
            "  Rule north #0",
            "    Clause country \"NO\" holds",
            "    Clause age 7",
            "  Rule #1",
            "    Clause country",
            "      Segment s",
            "        SegmentRule beta #0",
            "          Clause beta",
            "        SegmentRule #1",
            $"          Share \"u\" at {Bucket("s", "u")}",
            "  Rule #2",
            "    Clause plan",
            "  Rule #3",
            "    Clause kind \"user\"",
            $"  Share #1 \"u\" holds at {Bucket("f", "u")}",
        ]);
    }

    [Fact]
    public void Explain_RuleMatches_ListsNoLaterStep()
    {
        var context = EvaluationContext.Builder("u").Set("country", "NO").Set("age", 19).Build();

        Lines("f", context)[3..].ShouldBe(["  Rule north #0 holds", "    Clause country \"NO\" holds", "    Clause age 19 holds"]);
    }

    [Fact]
    public void Explain_ContextOfAnotherKind_ShowsItsValue()
    {
        var context = EvaluationContext.NewMulti(
            EvaluationContext.New("u"), EvaluationContext.Builder("o").Kind("org").Set("plan", "pro").Build());

        Lines("f", context)[^2..].ShouldBe(["  Rule #2 holds", "    Clause plan \"pro\" holds"]);
    }

    [Theory]
    [InlineData("needsNone", "  Prerequisite none #0 absent")]
    [InlineData("needsOff", "  Prerequisite off #0")]
    public void Explain_PrerequisiteFails_ShowsWhetherItExists(string flag, string step) =>
        Lines(flag, EvaluationContext.New("u")).ShouldBe([$"Flag {flag} holds -> PREREQUISITE_FAILED({step.Split(' ')[3]}) 1", step]);

    [Fact]
    public void Explain_FlagThatIsOff_DoesNotHold() => Lines("off", EvaluationContext.New("u")).ShouldBe(["Flag off -> OFF"]);

    [Fact]
    public void Explain_RolloutOfAnAbsentKind_ShowsTheBucketWithoutAValue() =>
        Lines("orgs", EvaluationContext.New("u")).ShouldBe(["Flag orgs holds -> FALLTHROUGH 1", "  Share #1 holds at 0"]);

    [Fact]
    public void Explain_SegmentShareByAnAttribute_ShowsItsValue()
    {
        var context = EvaluationContext.Builder("o").Kind("org").Set("plan", "pro").Build();

        Lines("share", context)[^1].ShouldBe($"          Share \"pro\" holds at {Bucket("some", "pro")}");
    }

    [Fact]
    public void Explain_SegmentShareOfAnAbsentKind_ShowsTheBucketWithoutAValue() =>
        Lines("share", EvaluationContext.New("u")).ShouldBe(
        [
            "Flag share holds -> RULE_MATCH(0,) 0",
            "  Rule #0 holds",
            "    Clause holds",
            "      Segment some holds",
            "        SegmentRule #0 holds",
            "          Share holds at 0",
        ]);

    [Fact]
    public void Explain_InvalidAttribute_StopsWithoutAVariation() =>
        Lines("malformed", EvaluationContext.New("u"))
            .ShouldBe(["Flag malformed holds -> ERROR(MALFORMED_FLAG)", "  Rule #0", "    Clause"]);

    [Fact]
    public void Explain_UnknownFlag_IsOneStepThatDoesNotExist() =>
        Lines("none", EvaluationContext.New("u")).ShouldBe(["Flag none absent -> ERROR(FLAG_NOT_FOUND)"]);

    [Theory]
    [InlineData("f")]
    [InlineData("none")]
    public void Explain_InvalidContext_LooksUpNoFlag(string flag) =>
        Lines(flag, EvaluationContext.New("")).ShouldBe([$"Flag {flag} -> ERROR(USER_NOT_SPECIFIED)"]);

    [Fact]
    public void Explain_NoContext_Throws() => Should.Throw<ArgumentNullException>(() => MakeEvaluator().Explain("f", null!));

    [Theory]
    [InlineData("big", BigSegmentsStatus.Stale)]
    [InlineData("g", null)]
    public void Explain_BigSegments_TheirStatusIsInTheReason(string flag, BigSegmentsStatus? status) =>
        MakeEvaluator().Explain(flag, EvaluationContext.New("u")).Reason!.Value.BigSegmentsStatus.ShouldBe(status);

    private static Evaluator MakeEvaluator() =>
        FlagSetJson.Parse(Encoding.UTF8.GetBytes(Data)).CreateEvaluator(_ => new BigSegmentAnswer(BigSegmentsStatus.Stale, _ => true));

    private static string Bucket(string key, string value) =>
        Bucketing.Compute(key, "salt", value).ToString(CultureInfo.InvariantCulture);

    private static List<string> Lines(string flag, EvaluationContext context)
    {
        var lines = new List<string>();
        Add(MakeEvaluator().Explain(flag, context), "");
        return lines;

        void Add(EvaluationStep step, string indent)
        {
            lines.Add(indent + Text(step));
            foreach (var inner in step.Steps)
            {
                Add(inner, indent + "  ");
            }
        }
    }

    private static string Text(EvaluationStep step) => string.Join(' ', new[]
    {
        step.Kind.ToString(),
        step.Key,
        step.Index is { } index ? $"#{index}" : "",
        step.Clause?.Attribute ?? "",
        step.Value.IsNull ? "" : step.Value.ToString(),
        step.Holds ? "holds" : "",
        step.Exists ? "" : "absent",
        step.Bucket is { } bucket ? $"at {bucket.ToString(CultureInfo.InvariantCulture)}" : "",
        step.Reason is { } reason ? $"-> {reason}" : "",
        step.Variation?.ToString(CultureInfo.InvariantCulture) ?? "",
    }.Where(part => part.Length > 0));
}
