using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

/// <summary>Problems that existed before an edit do not block it, even if the edit moves them.</summary>
public sealed class ExistingProblemsTests
{
    private static readonly EnvironmentSnapshot Broken = TestFlags.WithFlag(
        """
        {"key":"f","version":4,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},"rules":[
        {"id":"ok","variation":0,"clauses":[{"attribute":"a","op":"in","values":[1]}]},
        {"id":"bad","variation":99,"clauses":[{"attribute":"b","op":"in","values":[1]}]}]}
        """);

    private static readonly AddRule Another =
        new([ClauseText.Parse("c in 1")], VariationShare.All(new VariationReference("true"))) { Index = 0 };

    [Fact]
    public void Edit_MovesARuleWithAProblem_IsAccepted()
    {
        var ok = new RuleReference("ok");

        foreach (var edit in new FlagEdit[] { new RemoveRule(ok), new MoveRule(ok, 1), Another })
        {
            var plan = Broken.Edit(edit);
            plan.Changes.ShouldHaveSingleItem();
            plan.Problems.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Rename_FlagWithAProblem_IsAccepted() =>
        FlagRenaming.Rename(Broken, DataKind.Features, "f", "g").Problems.ShouldBeEmpty();

    [Fact]
    public void Restore_FlagWithAProblem_IsAccepted() =>
        FlagArchive.Restore(FlagArchive.Archive(Broken, DataKind.Features, "f").After, DataKind.Features, "f").Problems.ShouldBeEmpty();

    [Fact]
    public void Edit_AddsTheSameProblemAgain_IsRefused()
    {
        var clause = ClauseText.Parse("b nowhere 1");
        var once = Broken.Edit(new AddRule([clause], VariationShare.All(new VariationReference("true"))) { Id = "one" }).After;

        var twice = once.Edit(new AddRule([clause], VariationShare.All(new VariationReference("true"))) { Id = "two", Index = 0 });

        Should.Throw<FlagEditException>(twice.RequireValid).Message.ShouldContain("is not an operator");
    }
}
