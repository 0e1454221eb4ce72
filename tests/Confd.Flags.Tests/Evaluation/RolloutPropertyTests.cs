using System.Globalization;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>What users of rollouts rely on: no context leaves a share that grows, shares are as large as configured, and membership
/// depends on nothing else.</summary>
public sealed class RolloutPropertyTests
{
    private const int Users = 4000;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1000, 5000)]
    [InlineData(10_000, 50_000)]
    [InlineData(50_000, 99_999)]
    [InlineData(99_999, 100_000)]
    public void Share_Grows_KeepsItsContexts(int before, int after)
    {
        var (small, large) = (InFirst(Rollout(before)), InFirst(Rollout(after)));

        small.IsSubsetOf(large).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(25_000)]
    [InlineData(50_000)]
    [InlineData(90_000)]
    [InlineData(100_000)]
    public void Share_OfManyUsers_MatchesItsWeight(int weight)
    {
        var count = InFirst(Rollout(weight)).Count;

        // Five times the standard deviation: it is the same users each time.
        var (expected, share) = (Users * (weight / 100_000.0), weight / 100_000.0);
        Math.Abs(count - expected).ShouldBeLessThanOrEqualTo(5 * Math.Sqrt(Users * share * (1 - share)));
    }

    [Fact]
    public void Shares_OfTwoFlags_AreIndependentAndWithOneSeedTheSame()
    {
        var (one, other) = (InFirst(Rollout(50_000, "one")), InFirst(Rollout(50_000, "other")));

        one.Intersect(other).Count().ShouldBeInRange(Users / 5, Users * 3 / 10, "a quarter is in both by chance");
        InFirst(Rollout(50_000, "one", "\"seed\":7,")).SetEquals(InFirst(Rollout(50_000, "other", "\"seed\":7,"))).ShouldBeTrue();
        InFirst(Rollout(50_000, "one", "\"seed\":7,")).SetEquals(InFirst(Rollout(50_000, "one", "\"seed\":8,"))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("{\"a\":1}")]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("null")]
    public void BucketBy_UnusableValue_IsBucketZero(string value)
    {
        var context = EvaluationContext.Builder("u").Set("x", FlagValue.Parse(value)).Build();

        Serve(Rollout(1, more: "\"bucketBy\":\"x\","), context).VariationIndex.ShouldBe(0);
        Serve(Rollout(0, more: "\"bucketBy\":\"x\","), context).VariationIndex.ShouldBe(1, "nobody is in a share of nothing");
    }

    [Fact]
    public void BucketBy_WholeNumberAndItsDigits_AreInTheSameBucket()
    {
        var evaluator = Rollout(50_000, more: "\"bucketBy\":\"x\",");
        for (var number = -50; number < 50; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            var written = EvaluationContext.Builder("a").Set("x", text).Build();
            var counted = EvaluationContext.Builder("b").Set("x", number).Build();

            Serve(evaluator, counted).VariationIndex.ShouldBe(Serve(evaluator, written).VariationIndex, text);
        }
    }

    [Fact]
    public void Evaluate_OtherAttributesAndOrder_ChangeNothing()
    {
        var evaluator = Rollout(37_000);
        for (var number = 0; number < 300; number++)
        {
            var plain = EvaluationContext.New($"user-{number}");
            var dressed = EvaluationContext.Parse($$"""{"z":[1],"name":"n","key":"user-{{number}}","kind":"user","anonymous":true}""");
            var among = EvaluationContext.NewMulti(EvaluationContext.New("org", "o"), plain, EvaluationContext.New("device", "d"));

            var answers = new[] { plain, dressed, among }.Select(context => Serve(evaluator, context).VariationIndex).Distinct();

            answers.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(30_000)]
    [InlineData(0)]
    public void SegmentRule_Share_IsThatOfARolloutOfTheSameNameAndSalt(int weight)
    {
        var data = $$"""
            {"flags":{"f":{"on":true,"variations":[0,1],"fallthrough":{"variation":1},
               "rules":[{"clauses":[{"op":"segmentMatch","values":["one"]}],"variation":0}]} },
             "segments":{"one":{"salt":"s","rules":[{"clauses":[],"weight":{{weight}} }]} } }
            """;
        var segment = FlagSetJson.Parse(Encoding.UTF8.GetBytes(data)).CreateEvaluator();

        InFirst(segment).SetEquals(InFirst(Rollout(weight, "one"))).ShouldBeTrue();
    }

    [Fact]
    public void Rule_ValuesInOneClauseOrInTwoRules_ServeTheSame()
    {
        const string A = """{"attribute":"key","op":"in","values":["user-1","user-2"]}""";
        const string B = """{"attribute":"key","op":"endsWith","values":["7","9"]}""";
        const string B1 = """{"attribute":"key","op":"endsWith","values":["7"]}""";
        const string B2 = """{"attribute":"key","op":"endsWith","values":["9"]}""";
        var together = Rules($$"""{"clauses":[{{A}}],"variation":0}""", $$"""{"clauses":[{{B}}],"variation":0}""");
        var apart = Rules(
            $$"""{"clauses":[{{B1}}],"variation":0}""",
            $$"""{"clauses":[{{A}}],"variation":0}""",
            $$"""{"clauses":[{{B2}}],"variation":0}""");

        InFirst(together).SetEquals(InFirst(apart)).ShouldBeTrue();
        InFirst(together).Count.ShouldBe(2 + (Users / 5));
    }

    [Fact]
    public void Clause_Negated_MatchesExactlyTheOthersThatHaveTheAttribute()
    {
        const string Clause = "\"attribute\":\"key\",\"op\":\"contains\",\"values\":[\"12\",\"99\"]";
        var plain = InFirst(Rules($$"""{"clauses":[{ {{Clause}} }],"variation":0}"""));
        var negated = InFirst(Rules($$"""{"clauses":[{ {{Clause}},"negate":true}],"variation":0}"""));

        plain.Overlaps(negated).ShouldBeFalse();
        (plain.Count + negated.Count).ShouldBe(Users);
        InFirst(Rules("""{"clauses":[{"attribute":"absent","op":"in","values":[1],"negate":true}],"variation":0}""")).ShouldBeEmpty();
    }

    private static Evaluator Rollout(int weight, string key = "f", string more = "") => FlagSetJson.Parse(Encoding.UTF8.GetBytes($$"""
        {"flags":{"{{key}}":{"on":true,"salt":"s","variations":[0,1],"fallthrough":{"rollout":{ {{more}}
          "variations":[{"variation":0,"weight":{{weight}} },{"variation":1,"weight":{{100_000 - weight}} }]} } } } }
        """)).CreateEvaluator();

    private static Evaluator Rules(params string[] rules) => FlagSetJson.Parse(Encoding.UTF8.GetBytes($$"""
        {"flags":{"f":{"on":true,"variations":[0,1],"fallthrough":{"variation":1},"rules":[{{string.Join(',', rules)}}]} } }
        """)).CreateEvaluator();

    private static EvaluationDetail<FlagValue> Serve(Evaluator evaluator, EvaluationContext context)
    {
        var detail = new[] { "f", "one", "other" }.Select(key => evaluator.Evaluate(key, context, FlagValue.Null))
            .First(answer => answer.Reason.ErrorKind != EvaluationErrorKind.FlagNotFound);
        detail.Reason.Kind.ShouldNotBe(EvaluationReasonKind.Error);
        return detail;
    }

    private static HashSet<string> InFirst(Evaluator evaluator) =>
    [
        .. Enumerable.Range(0, Users).Select(number => $"user-{number}")
            .Where(key => Serve(evaluator, EvaluationContext.New(key)).VariationIndex == 0),
    ];
}
