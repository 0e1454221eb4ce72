using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class SetRolloutTests
{
    private const int Users = 10_000;

    private static readonly VariationReference True = new("true");
    private static readonly VariationReference False = new("false");

    [Theory]
    [InlineData(10)]
    [InlineData(0.5)]
    [InlineData(50)]
    public void Rollout_OfAShare_GivesItToThatShareOfUsers(double percent)
    {
        var plan = TestFlags.WithFlag().Edit(Split((decimal)percent));

        var served = plan.After.Count(Users, number => EvaluationContext.New($"user-{number}"));

        served["true"].ShouldBeInRange((int)(Users * (percent - 1) / 100), (int)(Users * (percent + 1) / 100));
        (served["true"] + served["false"]).ShouldBe(Users);
    }

    [Fact]
    public void Rollout_Grows_KeepsItsContexts()
    {
        var small = TestFlags.WithFlag().Edit(Split(10)).After;
        var large = small.Edit(Split(30)).After;

        var had = Enumerable.Range(0, Users).Select(number => EvaluationContext.New($"user-{number}"))
            .Where(user => small.Serves(user) == "true").ToList();

        had.Count.ShouldBeGreaterThan(Users / 20);
        had.ShouldAllBe(user => large.Serves(user) == "true");
    }

    [Fact]
    public void Rollout_InAnotherOrder_KeepsThatOrder()
    {
        const string Flag =
            """
            {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"rollout":{"seed":7,"own":1,"variations":
            [{"variation":1,"weight":60000,"untracked":true},{"variation":0,"weight":40000}]}}}
            """;

        TestFlags.WithFlag(Flag).Edit(Split(50)).Json().ShouldContain(
            """{"rollout":{"seed":7,"own":1,"variations":[{"variation":1,"weight":50000,"untracked":true},"""
            + """{"variation":0,"weight":50000}]}}""");
    }

    [Fact]
    public void Rollout_ByAttribute_ServesEqualValuesTheSame()
    {
        var plan = TestFlags.WithFlag().Edit(Split(50) with { BucketBy = "country" });

        var served = Enumerable.Range(0, 500)
            .Select(number => plan.Serves(EvaluationContext.Builder($"user-{number}").Set("country", $"c{number % 20}").Build()))
            .Index()
            .GroupBy(pair => pair.Index % 20, pair => pair.Item)
            .ToList();

        served.ShouldAllBe(group => group.Distinct().Count() == 1);
        served.Select(group => group.First()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Rollout_ByKind_SplitsThatKind()
    {
        var plan = TestFlags.WithFlag().Edit(Split(50) with { ContextKind = "org" });

        var served = plan.After.Count(1000, number => EvaluationContext.NewMulti(
            EvaluationContext.New("always-the-same"), EvaluationContext.Builder($"org-{number}").Kind("org").Build()));

        served["true"].ShouldBeInRange(400, 600);
    }

    [Fact]
    public void Rollout_AllToOne_IsThatVariation() =>
        TestFlags.WithFlag().Edit(Split(30)).After.Edit(Split(100)).Json().ShouldContain("""
            "fallthrough":{"variation":0}
            """);

    [Fact]
    public void Rollout_OfARule_ChangesOnlyThatRule()
    {
        const string Flag =
            """
            {"key":"f","version":1,"on":true,"salt":"x","variations":[true,false],"fallthrough":{"variation":1},"rules":[
            {"id":"beta","variation":1,"clauses":[{"attribute":"beta","op":"in","values":[true]}]}]}
            """;
        var plan = TestFlags.WithFlag(Flag).Edit(new SetRollout(new ServePlace(new RuleReference("beta")), VariationShare.All(True)));

        plan.Serves(EvaluationContext.Builder("u").Set("beta", true).Build()).ShouldBe("true");
        plan.Serves(EvaluationContext.New("u")).ShouldBe("false");
        plan.Words().ShouldBe(["rule 'beta': true; was false"]);
    }

    [Fact]
    public void Rollout_Description_NamesWhoGetsWhat()
    {
        TestFlags.WithFlag().Edit(Split(10)).Words().ShouldBe(
            ["everyone: 10 % of users get true; was 100 %", "everyone: 90 % of users get false; was 0 %"]);
        TestFlags.WithFlag().Edit(Split(10)).After.Edit(Split(10) with { BucketBy = "country" }).Words().ShouldBe(
            ["everyone: split by country of users; was by key of users: who gets what changes"]);
    }

    [Theory]
    [InlineData(10, 80, "the weights add up to 90 percent, not 100")]
    [InlineData(60, 60, "the weights add up to 120 percent, not 100")]
    [InlineData(-10, 110, "a share is from 0 to 100 percent")]
    [InlineData(0.00001, 99.99999, "in steps of 0.001")]
    [InlineData(7e28, 0, "a share is from 0 to 100 percent")]
    public void Rollout_InvalidWeights_AreRefused(double one, double other, string problem) => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(new SetRollout(
                ServePlace.Fallthrough, [new(True, (decimal)one), new(False, (decimal)other)])))
        .Message.ShouldContain(problem);

    [Theory]
    [InlineData("blue", "flag 'f' has no variation 'blue'")]
    [InlineData(":2", "flag 'f' has no variation ':2'")]
    [InlineData("\"true\"", "has no variation")]
    public void Rollout_UnknownVariation_IsRefused(string name, string problem) => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(new SetRollout(ServePlace.Fallthrough, VariationShare.All(new VariationReference(name)))))
        .Message.ShouldContain(problem);

    [Fact]
    public void Rollout_OneVariationTwice_IsRefused() => Should.Throw<FlagEditException>(
            () => TestFlags.WithFlag().Edit(new SetRollout(ServePlace.Fallthrough, [new(True, 50), new(VariationReference.At(0), 50)])))
        .Message.ShouldContain("name a variation twice");

    [Fact]
    public void Rollout_ExperimentByAttribute_IsRefused() => Should.Throw<FlagEditException>(
        () => TestFlags.WithFlag(
            """
            {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"rollout":{"kind":"experiment","variations":[{"variation":0,"weight":100000}]}}}
            """).Edit(Split(50) with { BucketBy = "country" }));

    [Theory]
    [InlineData(
        """
        {"rollout":{"kind":"experiment","seed":61,"variations":[
        {"variation":0,"weight":50000},{"variation":1,"weight":20000},{"variation":0,"weight":30000,"untracked":true}]}}
        """,
        80,
        null)]
    [InlineData(
        """
        {"rollout":{"bucketBy":"/email","variations":[{"variation":1,"weight":90000},{"variation":0,"weight":10000}]}}
        """,
        10,
        "/~1email")]
    [InlineData(
        """
        {"rollout":{"kind":"experiment","bucketBy":"country","variations":[{"variation":0,"weight":10000},{"variation":1,"weight":90000}]}}
        """,
        10,
        "country")]
    [InlineData("""{"rollout":{"variations":[{"variation":0,"weight":100000}]}}""", 100, null)]
    [InlineData("""{"variation":0,"rollout":{"variations":[{"variation":1,"weight":100000}]}}""", 100, null)]
    public void Rollout_Unchanged_KeepsItsText(string serve, int percent, string? bucketBy) =>
        TestFlags.WithFlag($$"""{"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{{serve}}}""")
            .Edit(Split(percent) with { BucketBy = bucketBy })
            .Changes.ShouldBeEmpty();

    [Fact]
    public void Rollout_VariationWithSeveralShares_IsRefused() => Should.Throw<FlagEditException>(
        () => TestFlags.WithFlag(
            """
            {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"rollout":{"kind":"experiment","variations":[
            {"variation":0,"weight":50000},{"variation":1,"weight":20000},{"variation":0,"weight":30000,"untracked":true}]}}}
            """).Edit(Split(70)))
        .Message.ShouldBe("flag 'f': its rollout gives one variation several shares; write the flag as a whole to change them");

    [Fact]
    public void Rollout_ByAPlainNameOfOldData_StillSplitsByThatName()
    {
        var before = TestFlags.WithFlag(
            """
            {"key":"f","version":1,"on":true,"salt":"s","variations":[true,false],"fallthrough":{"rollout":{"bucketBy":"/email","variations":[
            {"variation":0,"weight":50000},{"variation":1,"weight":50000}]}}}
            """);
        var after = before.Edit(Split(80)).After;

        foreach (var user in Enumerable.Range(0, 200).Select(
            number => EvaluationContext.Builder($"u{number}").Set("/email", $"{number}@example.com").Build()))
        {
            if (before.Serves(user) == "true")
            {
                after.Serves(user).ShouldBe("true");
            }
        }

        before.Edit(Split(50) with { ContextKind = "org" }).Json().ShouldContain(
            """
            "bucketBy":"/~1email","variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}],"contextKind":"org"
            """);
    }

    private static SetRollout Split(decimal percent) =>
        new(ServePlace.Fallthrough, [new(True, percent), new(False, 100 - percent)]);
}
