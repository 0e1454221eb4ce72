using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>
/// Where LaunchDarkly's SDKs differ among each other, and what the recorded cases leave out. Each row says whose behavior ours is.
/// </summary>
public sealed class EvaluatorTests
{
    private const string Halves = """ "variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}] """;

    [Fact]
    public void Rollout_SeedZero_IsASeed_AsInDotNetAndGo()
    {
        var zero = Enumerable.Range(0, 50).Select(i => Evaluate(RolloutFlag($"{Halves},\"seed\":0"), $"u{i}").VariationIndex);
        var none = Enumerable.Range(0, 50).Select(i => Evaluate(RolloutFlag(Halves), $"u{i}").VariationIndex);
        var hashed = Enumerable.Range(0, 50).Select(i => (int?)(Bucketing.Compute(0, $"u{i}") < 0.5f ? 0 : 1));

        zero.ShouldBe(hashed);
        zero.ShouldNotBe(none);
    }

    [Fact]
    public void Prerequisite_ItselfMalformed_FailsTheFlag_AsInDotNet() =>
        Evaluate("""
            {"flags":{"flag":{"on":true,"variations":[true,false],"offVariation":1,"prerequisites":[{"key":"bad","variation":0}]},
                      "bad":{"on":true,"variations":[true],"fallthrough":{"variation":5}}}}
            """).Reason.ToString().ShouldBe("PREREQUISITE_FAILED(bad)");

    [Fact]
    public void Prerequisite_InvalidAttributeInIt_IsMalformed() =>
        Evaluate("""
            {"flags":{"flag":{"on":true,"variations":[true,false],"offVariation":1,"prerequisites":[{"key":"bad","variation":0}]},
                      "bad":{"on":true,"variations":[true],"rules":[{"clauses":[{"attribute":"","op":"in","values":[1]}]}]}}}
            """).Reason.ToString().ShouldBe("ERROR(MALFORMED_FLAG)");

    [Theory]
    [InlineData("")]
    [InlineData("\"seed\":5,")]
    public void Rollout_InvalidBucketBy_IsMalformed_AsInNodeAndGo(string more) =>
        Evaluate(RolloutFlag($"{more}{Halves},\"contextKind\":\"user\",\"bucketBy\":\"//\""))
            .Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);

    [Fact]
    public void Experiment_InvalidBucketBy_IsIgnored() =>
        Evaluate(
            RolloutFlag(""" "kind":"experiment","contextKind":"user","bucketBy":"//","variations":[{"variation":1,"weight":100000}] """))
            .ShouldBe(new EvaluationDetail<FlagValue>(false, 1, new() { Kind = EvaluationReasonKind.Fallthrough, IsInExperiment = true }));

    [Fact]
    public void Experiment_KindIsAbsent_IsNotInExperiment_AsInDotNet() =>
        Evaluate(
            RolloutFlag(
                """ "kind":"experiment","contextKind":"org","variations":[{"variation":1,"weight":0},{"variation":0,"weight":0}] """))
            .ShouldBe(new EvaluationDetail<FlagValue>(true, 0, new() { Kind = EvaluationReasonKind.Fallthrough }));

    [Fact]
    public void Segment_UserExcludedButPartIncluded_Matches_AsInNodeAndGo()
    {
        var data = """
            {"flags":{"flag":{"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                              "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}]}},
             "segments":{"s":{"excluded":["u"],"includedContexts":[{"contextKind":"org","values":["o"]}]}}}
            """;
        var context = EvaluationContext.NewMulti(EvaluationContext.New("u"), EvaluationContext.New("org", "o"));

        Read(data).Evaluate("flag", context, FlagValue.Null).Value.ShouldBe(true);
    }

    [Theory]
    [InlineData("in", """[{"a":1}]""", false, false)] // equals nothing, as in Node and .NET; in Go it would match
    [InlineData("in", """[{"a":2}]""", false, false)]
    [InlineData("in", """[1,2,3,4,5,6,7,8,9,{"a":1}]""", false, false)]
    [InlineData("in", """[{"a":1}]""", true, true)] // may be negated, as in Node; in .NET it would not match
    [InlineData("lessThan", "[1]", true, true)]
    public void Clause_ObjectValuedAttribute_EqualsNothing(string operation, string values, bool isNegated, bool expected)
    {
        var clause = $$""" {"attribute":"o","op":"{{operation}}","values":{{values}},"negate":{{(isNegated ? "true" : "false")}} } """;
        var context = EvaluationContext.Builder("u").Set("o", FlagValue.Parse("""{"a":1}""")).Build();

        Read(RuleFlag(clause)).Evaluate("flag", context, FlagValue.Null).Value.ShouldBe(expected);
    }

    [Fact]
    public void Clause_KindMultiOnSeveralParts_DoesNotMatch_AsInNodeAndGo()
    {
        var context = EvaluationContext.NewMulti(EvaluationContext.New("u"), EvaluationContext.New("org", "o"));

        Read(RuleFlag("""{"attribute":"kind","op":"in","values":["multi"]}"""))
            .Evaluate("flag", context, FlagValue.Null)
            .Value.ShouldBe(false);
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("a~")]
    [InlineData("/x")]
    public void Clause_NoLeadingSlashOrNoKind_IsALiteralName(string name)
    {
        var kind = name.StartsWith('/') ? "" : "\"contextKind\":\"user\",";
        var context = EvaluationContext.Builder("u").Set(name, 1).Build();

        Read(RuleFlag($$"""{ {{kind}} "attribute":"{{name}}","op":"in","values":[1] }"""))
            .Evaluate("flag", context, FlagValue.Null)
            .Value.ShouldBe(true);
    }

    [Fact]
    public void Clause_MetaOfTheContext_HasNoValue()
    {
        var context = EvaluationContext.Parse("""{"kind":"user","key":"u","_meta":{"privateAttributes":["a"]}}""");
        var clause = """{"contextKind":"user","attribute":"/_meta/privateAttributes","op":"in","values":["a"]}""";

        Read(RuleFlag(clause)).Evaluate("flag", context, FlagValue.Null).Value.ShouldBe(false);
        context.PrivateAttributes.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void BigSegment_GenerationNotPositive_IsTakenAsInDotNetInEveryCulture(string number)
    {
        using var culture = new TestSupport.ForeignCulture();
        var data = Encoding.UTF8.GetBytes(
            """
            {"flags":{"flag":{"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                              "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}]}},
             "segments":{"s":{"unbounded":true,"generation":NUMBER}}}
            """.Replace("NUMBER", number, StringComparison.Ordinal));
        var evaluator = FlagSetJson.Parse(data).CreateEvaluator(
            _ => new(BigSegmentsStatus.Healthy, reference => reference == $"s.g{number}"));

        evaluator.EvaluateBoolean("flag", EvaluationContext.New("u"), false).Value.ShouldBeTrue();
    }

    [Fact]
    public void BigSegments_SeveralStatuses_TheWorstIsReported()
    {
        var data = Encoding.UTF8.GetBytes(
            """
            {"flags":{"flag":{"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                              "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["users","orgs","users"]}]}]}},
             "segments":{"users":{"unbounded":true,"generation":1},"orgs":{"unbounded":true,"generation":1,"unboundedContextKind":"org"}}}
            """);
        var asked = new List<string>();
        var evaluator = FlagSetJson.Parse(data).CreateEvaluator(key =>
        {
            asked.Add(key);
            return key == "o" ? new(BigSegmentsStatus.StoreError, null) : new(BigSegmentsStatus.Stale, _ => null);
        });
        var context = EvaluationContext.NewMulti(EvaluationContext.New("u"), EvaluationContext.New("org", "o"));

        evaluator.EvaluateBoolean("flag", context, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
        asked.ShouldBe(["u", "o"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(20_000)]
    public void Prerequisites_LongChain_NeverOverflowsTheStack(int length)
    {
        var flags = Enumerable.Range(0, length).Select(i => new Model.FeatureFlag
        {
            Key = $"f{i}",
            IsOn = true,
            Variations = [true],
            Fallthrough = new(0, null),
            Prerequisites = i + 1 < length ? [new($"f{i + 1}", 0)] : [],
        });

        var evaluator = new Model.FlagSet(flags, []).CreateEvaluator();

        SmallStack.Run(() => evaluator.EvaluateBoolean("f0", EvaluationContext.New("u"), false)).Reason.Kind.ShouldBe(
            length < 1000 ? EvaluationReasonKind.Fallthrough : EvaluationReasonKind.Error);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(20_000)]
    public void Segments_LongChain_NeverOverflowsTheStack(int length)
    {
        var segments = Enumerable.Range(0, length).Select(i => new Model.Segment
        {
            Key = $"s{i}",
            Rules = [new(i + 1 < length ? [new(null, Model.Clause.SegmentMatch, [$"s{i + 1}"])] : [])],
        });
        var flag = new Model.FeatureFlag
        {
            Key = "f",
            IsOn = true,
            Variations = [true],
            Rules = [new() { Clauses = [new(null, Model.Clause.SegmentMatch, ["s0"])], Serve = new(0, null) }],
        };

        var evaluator = new Model.FlagSet([flag], segments).CreateEvaluator();

        SmallStack.Run(() => evaluator.EvaluateBoolean("f", EvaluationContext.New("u"), false)).Reason.Kind.ShouldBe(
            length < 1000 ? EvaluationReasonKind.RuleMatch : EvaluationReasonKind.Error);
    }

    // Each is met once, and the first once more: no depth of the stack is needed to see the cycle.
    [Fact]
    public void Segments_Cycle_IsMalformedWhereItCloses()
    {
        var set = FlagSetJson.Parse(
            """
            {"flags":{"flag":{"on":true,"variations":[true],"rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["a"]}]}]}},
             "segments":{"a":{"rules":[{"clauses":[{"op":"segmentMatch","values":["b"]}]}]},
                         "b":{"rules":[{"clauses":[{"op":"segmentMatch","values":["a"]}]}]}}}
            """u8);
        var asked = new List<string>();
        var evaluator = new Evaluator(set.FindFlag, key =>
        {
            asked.Add(key);
            return set.FindSegment(key);
        });

        evaluator.EvaluateBoolean("flag", EvaluationContext.New("u"), false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);
        asked.ShouldBe(["a", "b", "a"]);
    }

    [Fact]
    public void Prerequisites_Cycle_IsMalformedWhereItCloses()
    {
        var set = FlagSetJson.Parse(
            """
            {"flags":{"a":{"on":true,"variations":[true],"fallthrough":{"variation":0},"prerequisites":[{"key":"b","variation":0}]},
                      "b":{"on":true,"variations":[true],"fallthrough":{"variation":0},"prerequisites":[{"key":"a","variation":0}]}}}
            """u8);
        var asked = new List<string>();
        var evaluator = new Evaluator(
            key =>
            {
                asked.Add(key);
                return set.FindFlag(key);
            },
            set.FindSegment);

        evaluator.EvaluateBoolean("a", EvaluationContext.New("u"), false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);
        asked.ShouldBe(["a", "b", "a"]);
    }

    [Theory]
    [InlineData("flag")]
    [InlineData("none")]
    public void Evaluate_InvalidContext_FailsBeforeTheFlagIsLookedUp(string flag)
    {
        var evaluator = new Evaluator(key => throw new InvalidOperationException(key), key => throw new InvalidOperationException(key));

        evaluator.EvaluateBoolean(flag, EvaluationContext.New(""), true)
            .ShouldBe(new EvaluationDetail<bool>(true, null, EvaluationReason.Error(EvaluationErrorKind.UserNotSpecified)));
    }

    [Fact]
    public void CreateEvaluator_NoSet_Throws() =>
        Should.Throw<ArgumentNullException>(() => ((Model.FlagSet)null!).CreateEvaluator());

    private static string Flag(string more) => $$""" {"flags":{"flag":{"on":true,"salt":"s","variations":[true,false], {{more}} } } } """;

    private static string RolloutFlag(string rollout) => Flag($$""" "fallthrough":{"rollout":{ {{rollout}} } } """);

    private static string RuleFlag(string clause) =>
        Flag($$""" "fallthrough":{"variation":1},"rules":[{"variation":0,"clauses":[ {{clause}} ]}] """);

    private static Evaluator Read(string data) => FlagSetJson.Parse(Encoding.UTF8.GetBytes(data)).CreateEvaluator();

    private static EvaluationDetail<FlagValue> Evaluate(string data, string userKey = "u") =>
        Read(data).Evaluate("flag", EvaluationContext.New(userKey), FlagValue.Null);
}
