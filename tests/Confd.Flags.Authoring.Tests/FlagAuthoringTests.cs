using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.StoreSpec;

namespace Confd.Flags.Authoring.Tests;

public sealed class FlagAuthoringTests
{
    private static readonly FlagAuthor Author = new("ann", "why not");
    private static readonly EvaluationContext User = EvaluationContext.New("u");

    private readonly MemoryDocumentStore _store = new();

    private FlagAuthoring Authoring => new(_store, "test");

    [Fact]
    public async Task Write_Plan_IncrementsTheVersionAndNamesTheAuthor()
    {
        await FillAsync(TestFlags.Flag);
        var plan = (await Authoring.ReadAsync(Cancellation)).Edit(new SwitchFlag(IsOn: false));

        (await Authoring.WriteAsync(plan, Author, Cancellation)).ShouldBe(1);

        var write = _store.Writes.ShouldHaveSingleItem();
        write.Item.Version.ShouldBe(5);
        write.SeenVersion.ShouldBe(4);
        write.Author.ShouldBe(Author);
        Encoding.UTF8.GetString(write.Item.Content.Span).ShouldContain("\"version\":5");
        (await Authoring.ReadAsync(Cancellation)).Serves(User).ShouldBe("false");
    }

    [Fact]
    public async Task Write_ChangedMeanwhile_IsRefusedAndChangesNothing()
    {
        await FillAsync(TestFlags.Flag);
        var plan = (await Authoring.ReadAsync(Cancellation)).Edit(new SwitchFlag(IsOn: false));
        var others = (await Authoring.ReadAsync(Cancellation)).Edit(new DescribeItem { Description = "other" });
        await Authoring.WriteAsync(others, Author, Cancellation);

        var refused = await Should.ThrowAsync<FlagEditException>(() => Authoring.WriteAsync(plan, Author, Cancellation));

        refused.Kind.ShouldBe(FlagRefusal.ChangedMeanwhile);
        refused.Message.ShouldBe(
            "flag 'f' was changed meanwhile (version 4 when this began): nothing was written; look at it and try again");
        (await Authoring.ReadAsync(Cancellation)).Serves(User).ShouldBe("true");
    }

    // Neither sees the other: each of both is sound by what it has read.
    [Fact]
    public async Task FindConflicts_TwoChangesThatMakeACycleTogether_NamesIt()
    {
        await FillAsync(TestFlags.Flag);
        await Authoring.WriteAsync(
            FlagAuthoring.Create(
                await Authoring.ReadAsync(Cancellation), new FlagTemplate(DataKind.Features, "g") { Variations = FlagTemplate.Booleans }),
            Author,
            Cancellation);
        var seen = await Authoring.ReadAsync(Cancellation);
        var mine = FlagAuthoring.Edit(seen, DataKind.Features, "f", [new AddPrerequisite("g", new VariationReference(":0"))]);
        var other = FlagAuthoring.Edit(seen, DataKind.Features, "g", [new AddPrerequisite("f", new VariationReference(":0"))]);
        mine.RequireValid();
        other.RequireValid();

        await Authoring.WriteAsync(other, Author, Cancellation);
        (await Authoring.FindConflictsAsync(other, Cancellation)).ShouldBeEmpty();
        await Authoring.WriteAsync(mine, Author, Cancellation);

        (await Authoring.FindConflictsAsync(mine, Cancellation)).ShouldContain(
            problem => !problem.IsWarning && problem.Message.Contains("leads back to the flag itself"));
        (await Authoring.FindConflictsAsync(other, Cancellation)).ShouldNotBeEmpty("whoever was first hears of it too, if he looks late");
    }

    [Fact]
    public async Task FindConflicts_ProblemOfSomebodyElseAlone_IsNotNamed()
    {
        await FillAsync(TestFlags.Flag);
        var mine = (await Authoring.ReadAsync(Cancellation)).Edit(new SwitchFlag(IsOn: false));
        await _store.UpsertAsync(
            DataKind.Features, "bad", new VersionedItem(1, """{"key":"bad","version":1,"offVariation":7}"""u8.ToArray()), Cancellation);
        await Authoring.WriteAsync(mine, Author, Cancellation);

        (await Authoring.FindConflictsAsync(mine, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public void Edit_OtherVersionThanRequired_IsRefused() => Should.Throw<FlagEditException>(
            () => FlagAuthoring.Edit(TestFlags.WithFlag(), DataKind.Features, "f", [new SwitchFlag(IsOn: false)], ifVersion: 3))
        .Kind.ShouldBe(FlagRefusal.ChangedMeanwhile);

    [Fact]
    public void Edit_UnknownFlag_IsRefused()
    {
        var refused = Should.Throw<FlagEditException>(
            () => FlagAuthoring.Edit(TestFlags.WithFlag(), DataKind.Features, "g", [new SwitchFlag(IsOn: false)]));

        refused.Kind.ShouldBe(FlagRefusal.NotFound);
        refused.Message.ShouldBe("test has no flag 'g'");
    }

    [Fact]
    public void Create_OverAnUnreadableFlag_ReplacesIt()
    {
        var seen = EnvironmentSnapshot.Of(
            "test",
            new Dictionary<string, VersionedItem> { ["f"] = new(3, "{"u8.ToArray()) },
            new Dictionary<string, VersionedItem>());

        var plan = FlagAuthoring.Create(seen, new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans });

        plan.Changes.ShouldHaveSingleItem().After.Version.ShouldBe(4);
        plan.Words()[0].ShouldBe("flag 'f': is written again; the stored value could not be read");
        Should.Throw<FlagEditException>(() => seen.Require(DataKind.Features, "f")).Message.ShouldStartWith("flag 'f' cannot be changed");
    }

    [Fact]
    public void Edit_NothingChanges_PlansNothing() => TestFlags.WithFlag().Edit(new SwitchFlag(IsOn: true)).Changes.ShouldBeEmpty();

    [Fact]
    public void Edit_UnknownFields_AreKeptWithEveryDigit()
    {
        const string Flag = """
            {"futureField":{"deep":[1.50,1e3,12345678901234567890]},"key":"f","version":4,"on":true,"variations":[1.0,2],
             "rules":[{"clauses":[],"variation":0,"ref":"x"}],"fallthrough":{"variation":0,"more":null},"ünï":"日本"}
            """;

        TestFlags.WithFlag(Flag).Edit(new SwitchFlag(IsOn: false)).Json().ShouldBe(
            """{"futureField":{"deep":[1.50,1e3,12345678901234567890]},"key":"f","version":5,"on":false,"variations":[1.0,2]"""
            + ""","rules":[{"clauses":[],"variation":0,"ref":"x"}],"fallthrough":{"variation":0,"more":null},"ünï":"日本"}""");
    }

    [Fact]
    public void Edit_DuplicateField_IsRefused() => Should.Throw<FlagEditException>(
        () => TestFlags.WithFlag("""{"key":"f","version":4,"on":true,"on":false}""").Edit(new SwitchFlag(IsOn: true)))
        .Message.ShouldContain("has a field twice");

    [Theory]
    [InlineData("{")]
    [InlineData("""{"key":"broken","version":1,"on":"yes"}""")]
    [InlineData("""{"key":"other","version":1}""")]
    public void Edit_BesideABrokenFlag_IsStillValidated(string broken)
    {
        var seen = EnvironmentSnapshot.Of(
            "test",
            new Dictionary<string, VersionedItem>
            {
                ["f"] = new(4, Encoding.UTF8.GetBytes(TestFlags.Flag)),
                ["broken"] = new(1, Encoding.UTF8.GetBytes(broken)),
            },
            new Dictionary<string, VersionedItem>());

        seen.Validate().Where(problem => !problem.IsWarning).ShouldHaveSingleItem().Path.ShouldContain("broken");
        seen.Edit(new SwitchFlag(IsOn: false)).Problems.ShouldBeEmpty();
        Should.Throw<FlagEditException>(seen.Edit(new AddPrerequisite("f", new VariationReference("true"))).RequireValid);
    }

    [Fact]
    public async Task Create_EmptyStore_MarksItAsInitialized()
    {
        var plan = FlagAuthoring.Create(
            await Authoring.ReadAsync(Cancellation),
            new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans, IsOn = true });

        await Authoring.WriteAsync(plan, Author, Cancellation);

        (await _store.InitializedAsync(Cancellation)).ShouldBeTrue();
        plan.Problems.ShouldBeEmpty();
        plan.Serves(User).ShouldBe("true");
    }

    [Fact]
    public async Task Create_StoreIsBeingFilled_DoesNotSetTheMark()
    {
        await _store.UpsertAsync(DataKind.Features, "other", new VersionedItem(1, "{}"u8.ToArray()), Cancellation);
        var plan = FlagAuthoring.Create(
            await Authoring.ReadAsync(Cancellation), new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans });

        await Authoring.WriteAsync(plan, Author, Cancellation);

        (await _store.InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public void Create_ExistingKey_IsRefused() => Should.Throw<FlagEditException>(
            () => FlagAuthoring.Create(TestFlags.WithFlag(),
            new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans }))
        .Message.ShouldBe("flag 'f' already exists, in version 4");

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("é")]
    public void Create_KeyThatSomeServicesRefuse_IsRefused(string key) => Should.Throw<FlagEditException>(
        () => FlagAuthoring.Create(TestFlags.WithFlag(), new FlagTemplate(DataKind.Features, key) { Variations = FlagTemplate.Booleans }));

    [Fact]
    public void Create_DeletedBefore_ContinuesItsVersions()
    {
        var seen = EnvironmentSnapshot.Of(
            "test", new Dictionary<string, VersionedItem> { ["f"] = VersionedItem.Tombstone(7) }, new Dictionary<string, VersionedItem>());

        var plan = FlagAuthoring.Create(seen, new FlagTemplate(DataKind.Features, "f") { Variations = FlagTemplate.Booleans });

        plan.Changes[0].After.Version.ShouldBe(8);
        plan.Changes[0].After.IsDeleted.ShouldBeFalse();
    }

    [Fact]
    public void Create_Meaning_DescribesTheWholeFlag()
    {
        var plan = FlagAuthoring.Create(
            TestFlags.WithFlag(),
            new FlagTemplate(DataKind.Features, "colour")
            {
                Variations = ["red", "dark blue"],
                OnVariation = new("dark blue"),
                OffVariation = VariationReference.At(0),
            });

        plan.Words().ShouldBe(
            ["flag 'colour': is new", "switch: off: everyone gets red", "variations: red, \"dark blue\"", "everyone: \"dark blue\""]);
    }

    private Task FillAsync(string flag) => _store.InitAsync(
        FlagDataReader.Read(Encoding.UTF8.GetBytes($$$"""{"flags":{"f":{{{flag}}}}}"""), "test"), Cancellation);
}
