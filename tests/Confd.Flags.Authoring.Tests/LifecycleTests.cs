using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

public sealed class LifecycleTests
{
    private const string Two =
        """
        {"flags":{
          "f":{"key":"f","version":4,"on":true,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},"own":1.50},
          "g":{"key":"g","version":2,"salt":"g","on":true,"variations":["a","b"],"fallthrough":{"variation":0}}},
         "segments":{"s":{"key":"s","version":1,"included":["u"]}}}
        """;

    private static readonly EvaluationContext User = EvaluationContext.New("u");

    [Fact]
    public void Archive_ThenRestore_RestoresEverything()
    {
        var environment = TestFlags.Environment(Two);

        var archived = FlagArchive.Archive(environment, DataKind.Features, "f");
        var restored = FlagArchive.Restore(archived.After, DataKind.Features, "f");

        archived.Changes[0].After.ToItem().IsDeleted.ShouldBeTrue();
        archived.Serves(User).ShouldBe("\"none\"");
        archived.Words()[0].ShouldBe("flag 'f': is gone: everyone gets the caller's default");
        restored.Serves(User).ShouldBe("true");
        restored.Words()[0].ShouldBe("flag 'f': is back");
        restored.Changes[0].After.Version.ShouldBe(6);
        restored.Json().ShouldContain("\"own\":1.50");
        restored.Json().ShouldNotContain("archived");
    }

    [Fact]
    public void Archive_ReferencedFlag_IsRefused()
    {
        var environment = TestFlags.Environment(Two).Edit(new AddPrerequisite("g", new VariationReference("a"))).After
            .Edit(new AddRule([ClauseText.Parse("in segment s")], VariationShare.All(new VariationReference("false")))).After;

        Should.Throw<FlagEditException>(() => FlagArchive.Archive(environment, DataKind.Features, "g"))
            .Message.ShouldBe("flag 'g' is referred to by flag 'f'; change these first");
        Should.Throw<FlagEditException>(() => FlagArchive.Archive(environment, DataKind.Segments, "s"))
            .Message.ShouldBe("segment 's' is referred to by flag 'f'; change these first");
    }

    [Fact]
    public void Restore_DeletedFlag_IsRefused()
    {
        var environment = EnvironmentSnapshot.Of(
            "test", new Dictionary<string, VersionedItem> { ["f"] = VersionedItem.Tombstone(7) }, new Dictionary<string, VersionedItem>());

        Should.Throw<FlagEditException>(() => FlagArchive.Restore(environment, DataKind.Features, "f"))
            .Message.ShouldBe("flag 'f' was deleted, not archived: nothing of it is left");
        Should.Throw<FlagEditException>(() => FlagArchive.Restore(environment, DataKind.Features, "g")).Kind.ShouldBe(FlagRefusal.NotFound);
        Should.Throw<FlagEditException>(() => FlagArchive.Restore(TestFlags.Environment(Two), DataKind.Features, "f"))
            .Message.ShouldBe("flag 'f' is not archived");
    }

    [Fact]
    public void Create_KeyOfAnArchivedFlag_IsRefused()
    {
        var archived = FlagArchive.Archive(TestFlags.Environment(Two), DataKind.Features, "f").After;

        Should.Throw<FlagEditException>(
                () => FlagAuthoring.Create(archived, new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans }))
            .Message.ShouldContain("is archived; restore it first");
    }

    [Fact]
    public void Rename_Flag_UpdatesReferencesAndDeletesTheOldKey()
    {
        var environment = TestFlags.Environment(Two).Edit(new AddPrerequisite("g", new VariationReference("a"))).After;

        var plan = FlagRenaming.Rename(environment, DataKind.Features, "g", "h");

        plan.Changes.Select(change => (change.Key, change.After.IsDeleted)).ShouldBe([("h", false), ("f", false), ("g", true)]);
        plan.Serves(User).ShouldBe("true");
        plan.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Rename_Segment_ChangesTheConditionsThatNameIt()
    {
        var environment = TestFlags.Environment(Two)
            .Edit(new AddRule([ClauseText.Parse("in segment s")], VariationShare.All(new VariationReference("false")))).After;

        var plan = FlagRenaming.Rename(environment, DataKind.Segments, "s", "t");

        plan.Serves(User).ShouldBe("false");
        plan.After.FindLive(DataKind.Segments, "s").ShouldBeNull();
    }

    [Fact]
    public void Rename_Segment_KeepsNonTextValuesUnchanged()
    {
        var environment = TestFlags.Environment(
            """
            {"flags":{"f":{"version":1,"rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s",1.50,null,"other"]}]}]}},
             "segments":{"s":{"version":1}}}
            """);

        var plan = FlagRenaming.Rename(environment, DataKind.Segments, "s", "t");

        System.Text.Encoding.UTF8.GetString(plan.Changes.Single(change => change.After.Kind == DataKind.Features).After.ToUtf8())
            .ShouldContain("""["t",1.50,null,"other"]""");
    }

    [Fact]
    public void Rename_Interrupted_IsCompleted()
    {
        var environment = TestFlags.Environment(Two).Edit(new AddPrerequisite("g", new VariationReference("a"))).After;
        var begun = environment.With(FlagRenaming.Rename(environment, DataKind.Features, "g", "h").Changes[0].After);

        var plan = FlagRenaming.Rename(begun, DataKind.Features, "g", "h");

        plan.Changes.Select(change => (change.Key, change.After.IsDeleted)).ShouldBe([("f", false), ("g", true)]);
        plan.After.FindLive(DataKind.Features, "h")!.Version.ShouldBe(1);
        plan.Serves(User).ShouldBe("true");
        plan.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("g")]
    [InlineData("f")]
    public void Rename_ToATakenKeyOrItsOwn_IsRefused(string key) => Should.Throw<FlagEditException>(
        () => FlagRenaming.Rename(TestFlags.Environment(Two), DataKind.Features, "f", key));

    // Two flags that are alike by chance have no salt in common: neither is the other's beginning.
    [Fact]
    public void Rename_ToAnEqualFlagWithoutSalt_IsRefused()
    {
        const string flag = """{"version":1,"on":true,"variations":[1],"fallthrough":{"variation":0} }""";
        var environment = TestFlags.Environment($$"""{"flags":{"a":{{flag}},"b":{{flag}} } }""");

        Should.Throw<FlagEditException>(() => FlagRenaming.Rename(environment, DataKind.Features, "a", "b"));
    }

    [Fact]
    public void AddPrerequisite_OfAFlag_IsEvaluatedFirst()
    {
        var plan = TestFlags.Environment(Two).Edit(new AddPrerequisite("g", new VariationReference("b")));

        plan.Serves(User).ShouldBe("false");
        plan.Problems.ShouldHaveSingleItem().Message.ShouldContain("which that flag never serves");
        plan.After.Edit(new AddPrerequisite("g", new VariationReference("a"))).Serves(User).ShouldBe("true");
        plan.After.Edit(new RemovePrerequisite("g")).Serves(User).ShouldBe("true");
    }

    [Fact]
    public void AddPrerequisite_Cycle_IsRefusedByTheValidation()
    {
        var environment = TestFlags.Environment(Two).Edit(new AddPrerequisite("g", new VariationReference("a"))).After;

        var plan = FlagAuthoring.Edit(environment, DataKind.Features, "g", [new AddPrerequisite("f", new VariationReference("true"))]);

        Should.Throw<FlagEditException>(plan.RequireValid).Message.ShouldContain("leads back to the flag itself");
    }

    [Theory]
    [InlineData("nope", "a", "test has no flag 'nope'")]
    [InlineData("g", "c", "flag 'g' has no variation 'c'")]
    public void AddPrerequisite_Unknown_IsRefused(string flag, string variation, string problem) => Should.Throw<FlagEditException>(
            () => TestFlags.Environment(Two).Edit(new AddPrerequisite(flag, new VariationReference(variation))))
        .Message.ShouldContain(problem);

    [Fact]
    public void AddVariation_OfAnotherType_IsRefused()
    {
        Should.Throw<FlagEditException>(() => TestFlags.WithFlag().Edit(new AddVariation("text")));
        Should.Throw<FlagEditException>(() => TestFlags.WithFlag().Edit(new AddVariation(true)));
    }

    [Fact]
    public void ServeWhileOff_Variation_IsServedWhileOff() =>
        TestFlags.WithFlag().Edit(new ServeWhileOff(new VariationReference("true")), new SwitchFlag(IsOn: false)).Serves(User).ShouldBe(
            "true");
}
