using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class TargetContextsTests
{
    private static readonly VariationReference True = new("true");
    private static readonly VariationReference False = new("false");

    [Fact]
    public void Target_Users_ServesOnlyThem()
    {
        var plan = TestFlags.WithFlag().Edit(new TargetContexts(False, "user", ["a", "b"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("false");
        plan.Serves(EvaluationContext.New("b")).ShouldBe("false");
        plan.Serves(EvaluationContext.New("c")).ShouldBe("true");
        plan.Words().ShouldBe(["users: a, b get false"]);
        plan.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Target_AnotherVariation_MovesThem()
    {
        var plan = TestFlags.WithFlag().Edit(new TargetContexts(False, "user", ["a", "b"])).After
            .Edit(new TargetContexts(True, "user", ["a"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("true");
        plan.Serves(EvaluationContext.New("b")).ShouldBe("false");
        plan.Words().ShouldBe(["users: a get true; was false"]);
    }

    [Fact]
    public void Target_OtherKindsBesideUsers_ServesBoth()
    {
        var plan = TestFlags.WithFlag().Edit(
            new TargetContexts(False, "user", ["a"]), new TargetContexts(False, "org", ["acme"]), new TargetContexts(True, "user", ["b"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("false");
        plan.Serves(EvaluationContext.Builder("acme").Kind("org").Build()).ShouldBe("false");
        plan.Serves(EvaluationContext.New("acme")).ShouldBe("true");
        plan.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Target_TwoListsOfOneVariation_BecomeOneBesideOtherKinds()
    {
        const string Flag =
            """
            {"key":"f","version":1,"on":true,"variations":[true,false],"fallthrough":{"variation":0},
             "targets":[{"values":["a"],"variation":1},{"values":["b"],"variation":1}]}
            """;

        var plan = TestFlags.WithFlag(Flag).Edit(new TargetContexts(False, "org", ["acme"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("false");
        plan.Serves(EvaluationContext.New("b")).ShouldBe("false");
    }

    [Fact]
    public void Untarget_All_RemovesTheLists()
    {
        var targeted = TestFlags.WithFlag()
            .Edit(new TargetContexts(False, "user", ["a"]), new TargetContexts(False, "org", ["acme"])).After;

        var plan = targeted.Edit(new UntargetContexts(null, "org", ["acme"]), new UntargetContexts(False, "user", ["a", "unknown"]));

        plan.Serves(EvaluationContext.New("a")).ShouldBe("true");
        plan.Json().ShouldContain("""
            "targets":[],"contextTargets":[]
            """);
    }

    [Fact]
    public void Target_Unchanged_PlansNothing()
    {
        var targeted = TestFlags.WithFlag().Edit(new TargetContexts(False, "user", ["a"])).After;

        targeted.Edit(new TargetContexts(False, "user", ["a"])).Changes.ShouldBeEmpty();
        TestFlags.WithFlag().Edit(new UntargetContexts(null, "user", ["a"])).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Target_InvalidKind_IsRefused() => Should.Throw<FlagEditException>(
        () => TestFlags.WithFlag().Edit(new TargetContexts(False, "multi", ["a"])));
}
